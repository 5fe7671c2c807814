"""Whether this is a container or a virtual machine, from what each leaves in the file system."""

from __future__ import annotations

import re

from probes.machine.fact import known
from probes.machine.tree import Tree

DMI = "/sys/class/dmi/id"

# What the firmware of a virtual machine says of its maker: (text in sys_vendor or product_name,
# kind).
MAKERS = (
    ("kvm", "kvm"),
    ("qemu", "kvm"),
    ("openstack", "kvm"),
    ("vmware", "vmware"),
    ("innotek", "virtualbox"),
    ("virtualbox", "virtualbox"),
    ("xen", "xen"),
    ("amazon ec2", "kvm"),
    ("google compute engine", "kvm"),
    ("alibaba cloud", "kvm"),
    ("tencent cloud", "kvm"),
    ("huawei cloud", "kvm"),
    ("firecracker", "firecracker"),
    ("bochs", "bochs"),
    ("parallels", "parallels"),
)


def container(tree: Tree) -> tuple[str, str]:
    """The kind of container and the file that shows it; ("none", ...) outside one."""
    if tree.exists("/var/run/secrets/kubernetes.io/serviceaccount") or _initial(
        tree, "KUBERNETES_SERVICE_HOST"
    ):
        return "kubernetes", "/var/run/secrets/kubernetes.io"
    if tree.exists("/run/.containerenv"):
        return "podman", "/run/.containerenv"
    if tree.exists("/.dockerenv"):
        return "docker", "/.dockerenv"
    manager = tree.word("/run/systemd/container")
    if re.match(r"^[a-z][a-z0-9-]{1,30}$", manager):
        return manager, "/run/systemd/container"
    named = _initial(tree, "container")
    if re.match(r"^[a-z][a-z0-9-]{1,30}$", named):
        return named, "/proc/1/environ"
    groups = tree.text("/proc/self/cgroup") or ""
    for pattern, kind in (
        (r"kubepods", "kubernetes"),
        (r"/docker[/-]", "docker"),
        (r"libpod", "podman"),
        (r"/lxc[./]", "lxc"),
        (r"containerd", "containerd"),
    ):
        if re.search(pattern, groups):
            return kind, "/proc/self/cgroup"
    if tree.exists("/proc/vz") and not tree.exists("/proc/bc"):
        return "openvz", "/proc/vz"
    return "none", "/proc/self/cgroup"


def _initial(tree: Tree, name: str) -> str:
    """A variable of the first process's environment; readable by its owner only."""
    for entry in (tree.text("/proc/1/environ") or "").split("\0"):
        key, equals, value = entry.partition("=")
        if equals and key == name:
            return value.strip()
    return ""


def virtual_machine(tree: Tree) -> tuple[str, str]:
    """The kind of virtual machine and where it shows; "unnamed" when only the processor says that
    there is one."""
    kernel = (tree.word("/proc/version") + tree.word("/proc/sys/kernel/osrelease")).lower()
    if "microsoft" in kernel:
        return (
            "wsl2" if "wsl2" in kernel or "microsoft-standard" in kernel else "wsl1"
        ), "/proc/version"
    hypervisor = tree.word("/sys/hypervisor/type")
    if hypervisor == "xen":
        return "xen", "/sys/hypervisor/type"
    words = " ".join(
        tree.word(f"{DMI}/{name}").lower() for name in ("sys_vendor", "product_name", "bios_vendor")
    )
    for text, kind in MAKERS:
        if text in words:
            return kind, f"{DMI}/sys_vendor"
    if "microsoft corporation" in words and "virtual machine" in words:
        return "hyperv", f"{DMI}/sys_vendor"
    compatible = tree.word("/proc/device-tree/hypervisor/compatible").lower()
    if "kvm" in compatible:
        return "kvm", "/proc/device-tree/hypervisor/compatible"
    if re.search(r"^flags\s*:.*\bhypervisor\b", tree.text("/proc/cpuinfo") or "", re.MULTILINE):
        return "unnamed", "/proc/cpuinfo"
    return "none", f"{DMI}/sys_vendor"


def facts(tree: Tree) -> list[dict]:
    """Both facts are always known: nothing that shows is `none`."""
    box, box_source = container(tree)
    machine, machine_source = virtual_machine(tree)
    return [
        known("container.kind", box, box_source, "systemd-detect-virt --container"),
        known("vm.kind", machine, machine_source, "systemd-detect-virt --vm"),
    ]
