"""Cores and memory that a container leaves, on recorded hierarchies of version 1, version 2 and
both."""

from __future__ import annotations

import pytest

from probes.machine import limits

MACHINE = {
    "cpu.cores_logical": {"value": 64},
    "memory.total_bytes": {"value": 256 * 2**30},
}


def facts_of(files, tree) -> dict:
    return {fact["name"]: fact for fact in limits.facts(tree(files), MACHINE)}


def test_a_pod_of_version_1_finds_its_quota_at_the_mount_point_itself(recorded_tree) -> None:
    quota = {
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "250000\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    }
    found = recorded_tree("cgroup/v1_kubernetes.tree", **quota)
    facts = {fact["name"]: fact for fact in limits.facts(found, MACHINE)}
    assert facts["cpu.quota_cores"]["value"] == 2.5
    assert facts["cpu.cores_usable"]["value"] == 2
    assert facts["cpu.cores_usable"]["source"] == "/sys/fs/cgroup/cpu/cpu.cfs_quota_us"


def test_a_container_of_version_1_that_sees_the_whole_hierarchy_finds_its_memory(
    recorded_tree,
) -> None:
    mount = "42 33 0:37 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
    found = recorded_tree("cgroup/v1_docker_4_gib.tree", **{"/proc/self/mountinfo": mount})
    facts = {fact["name"]: fact for fact in limits.facts(found, MACHINE)}
    assert facts["memory.limit_bytes"]["value"] == 4 * 2**30
    assert facts["memory.usable_bytes"]["value"] == 4 * 2**30


def test_a_hybrid_machine_is_limited_by_its_version_1_controllers(recorded, tree) -> None:
    files = {
        "/proc/self/mountinfo": recorded("cgroup/hybrid_mountinfo"),
        "/proc/self/cgroup": (
            "11:memory:/user.slice\n7:cpu,cpuacct:/user.slice\n2:cpuset:/half\n0::/user.slice\n"
        ),
        "/sys/fs/cgroup/memory/user.slice/memory.limit_in_bytes": "9223372036854771712\n",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "/sys/fs/cgroup/memory/user.slice/memory.stat": "cache 0\nhierarchical_memory_limit "
        "8589934592\n",
        "/sys/fs/cgroup/cpu,cpuacct/user.slice/cpu.cfs_quota_us": "-1\n",
        "/sys/fs/cgroup/cpu,cpuacct/user.slice/cpu.cfs_period_us": "100000\n",
        "/sys/fs/cgroup/cpuset/half/cpuset.effective_cpus": "0-31\n",
        "/sys/fs/cgroup/unified/user.slice/cpu.pressure": "",
    }
    facts = facts_of(files, tree)
    assert facts["cpu.quota_cores"]["missing"] == "no limit is set"
    assert facts["cpu.cores_usable"]["value"] == 32
    assert facts["memory.limit_bytes"]["value"] == 8 * 2**30


def test_the_mount_root_of_a_container_is_taken_off_its_path(recorded, tree) -> None:
    line = recorded("cgroup/v1_cpuacct_mountinfo")
    path = line.split()[3]
    files = {
        "/proc/self/mountinfo": line,
        "/proc/self/cgroup": f"5:cpuacct,cpu:{path}\n",
        "/sys/fs/cgroup/cpuacct,cpu/cpu.cfs_quota_us": "50000",
        "/sys/fs/cgroup/cpuacct,cpu/cpu.cfs_period_us": "100000",
    }
    facts = facts_of(files, tree)
    assert facts["cpu.quota_cores"]["value"] == 0.5
    assert facts["cpu.cores_usable"]["value"] == 1


def test_under_version_2_the_smallest_limit_above_wins(recorded, tree) -> None:
    own = recorded("cgroup/v2_fedora_self_cgroup")
    scope = own.splitlines()[1].partition("::")[2]
    files = {
        "/proc/self/mountinfo": "34 24 0:29 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 "
        "cgroup2 rw,nsdelegate\n",
        "/proc/self/cgroup": own,
        f"/sys/fs/cgroup{scope}/cpu.max": "400000 100000\n",
        f"/sys/fs/cgroup{scope}/memory.max": "max\n",
        "/sys/fs/cgroup/system.slice/cpu.max": "300000 100000\n",
        "/sys/fs/cgroup/system.slice/memory.max": "17179869184\n",
        f"/sys/fs/cgroup{scope}/cpuset.cpus.effective": "0-7,16-23\n",
    }
    facts = facts_of(files, tree)
    assert facts["cpu.quota_cores"]["value"] == 3
    assert facts["cpu.cores_usable"]["value"] == 3
    assert facts["memory.limit_bytes"] == {
        "name": "memory.limit_bytes",
        "value": 16 * 2**30,
        "unit": "B",
        "source": "/sys/fs/cgroup/system.slice/memory.max",
        "command": "cat /sys/fs/cgroup/system.slice/memory.max",
    }


def test_affinity_counts_where_no_group_limits(tree) -> None:
    files = {"/proc/self/status": "Name:\tx\nCpus_allowed_list:\t0,2-4\n"}
    facts = facts_of(files, tree)
    assert facts["cpu.cores_usable"]["value"] == 4


def test_a_limit_above_the_memory_is_no_limit(tree) -> None:
    files = {
        "/proc/self/mountinfo": "34 24 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
        "/proc/self/cgroup": "0::/\n",
        "/sys/fs/cgroup/memory.max": str(512 * 2**30),
    }
    facts = facts_of(files, tree)
    assert "missing" in facts["memory.limit_bytes"]
    assert facts["memory.usable_bytes"]["value"] == 256 * 2**30


@pytest.mark.parametrize(
    "text", ["", "max", "a b", "0 100000", "100000 0", "-1 100000", "100000", "1 2 3"]
)
def test_a_damaged_quota_is_no_quota(text, tree) -> None:
    files = {
        "/proc/self/mountinfo": "34 24 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
        "/proc/self/cgroup": "0::/\n",
        "/sys/fs/cgroup/cpu.max": text,
    }
    assert "missing" in facts_of(files, tree)["cpu.quota_cores"]
