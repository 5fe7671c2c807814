"""Resolving: metadata excludes, rows decide, and what is unknown becomes a condition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor.model.resolved import Resolved
from advisor.model.stack import Conflict, NoWay, Stack
from advisor.stacks.resolve import resolve
from advisor.stacks.stock import proof_key
from tests.unit.stacks.made_up import framework, releases, rows, stock, target, wheels

FW = releases(
    "fw",
    {"version": "3.0rc1", "files": wheels("310", "311")},
    {"version": "2.2.0", "files": wheels("311", "312"), "requires_python": ">=3.11"},
    {"version": "2.1.0", "files": wheels("310", "311", "312", platform="manylinux_2_28_x86_64")},
    {"version": "2.0.1", "files": wheels("39", "310"), "yanked": True},
    {"version": "2.0.0", "files": wheels("39", "310")},
    {"version": "1.0.0", "files": [["py3-none-any", 10]]},
)
PLUGIN = releases(
    "fw-warp",
    {"version": "2.1.0.post2", "files": wheels("310", "311"), "requires": ["fw==2.1.0"]},
    {"version": "2.1.0.post1", "files": wheels("310", "311"), "requires": ["fw==2.1.0"]},
    {"version": "2.0.0", "files": wheels("39", "310"), "requires": ["fw==2.0.0"]},
)
RECIPE = {
    "framework": "fw",
    "packages": ["fw", "fw-warp"],
    "platform": ["sdk", "warp_driver"],
    "steps": [{"says": {"en": "Load it", "zh": "加载"}, "command": "source /opt/{sdk}/env.sh"}],
    "verify": "python -c 'import fw_warp'",
    "sources": ["table"],
}


def on_warp(*written: dict[str, Any], **parts: Any) -> Any:
    table = [{"source": "table", **row} for row in written]
    return stock(FW, PLUGIN, vendor=rows(rows=table, recipes=[RECIPE], **parts))


def warp(sdk: str = "8.0.0", driver: str = "24.1", **parts: Any) -> Any:
    versions = {"sdk": sdk, "warp_driver": driver}
    return target(accelerator="warp", versions=versions, **parts)


ENTERED = """\
export PIP_REQUIRE_VIRTUALENV=1
python3.10 -m venv fw-2.1.0-env
. fw-2.1.0-env/bin/activate"""


def found(answer: object) -> Stack:
    assert isinstance(answer, Stack), answer
    return answer


def pins(stack: Stack) -> dict[str, str]:
    return {part.component: part.version for part in stack.parts if part.kind == "package"}


def test_the_newest_stable_release_with_a_file_for_that_python_and_c_library_wins() -> None:
    stack = found(resolve(target(), "fw", stock(FW)))
    assert (stack.version, stack.python, stack.grade) == ("2.1.0", "3.10", "metadata")
    assert stack.commands == ("python -m pip install fw==2.1.0",)
    older = found(resolve(target(glibc="2.17"), "fw", stock(FW)))
    assert older.version == "2.0.0"  # 2.0.1 was taken back


def test_what_came_before_a_release_is_taken_only_where_there_is_nothing_else() -> None:
    only = releases("fw", {"version": "1.0rc1", "files": wheels("310")})
    assert found(resolve(target(), "fw", stock(only))).version == "1.0rc1"


def test_a_python_is_fetched_only_where_a_network_is_and_that_is_a_step() -> None:
    assert found(resolve(target(network=False), "fw", stock(FW))).version == "2.1.0"
    stack = found(resolve(target(network=True), "fw", stock(FW)))
    assert (stack.version, stack.python_from) == ("2.2.0", "fetched")
    assert stack.steps[1].command == f"uv-env/bin/uv python install {stack.python}"


def test_packages_go_into_an_environment_of_that_python() -> None:
    there = found(resolve(target(), "fw", stock(FW)))
    assert [step.command for step in there.steps if step.kind == "environment"] == [ENTERED]
    assert there.undo == ("deactivate", "rm -r fw-2.1.0-env", "unset PIP_REQUIRE_VIRTUALENV")
    fetched = found(resolve(target(network=True), "fw", stock(FW)))
    assert [step.command for step in fetched.steps] == [
        "python3.10 -m venv uv-env\nuv-env/bin/python -m pip install uv",
        f"uv-env/bin/uv python install {fetched.python}",
        "export PIP_REQUIRE_VIRTUALENV=1\n"
        f"uv-env/bin/uv venv --seed --python {fetched.python} fw-2.2.0-env\n"
        ". fw-2.2.0-env/bin/activate",
    ]
    assert fetched.undo == (
        "deactivate",
        "rm -r fw-2.2.0-env",
        "unset PIP_REQUIRE_VIRTUALENV",
        f"uv-env/bin/uv python uninstall {fetched.python}",
        "rm -r uv-env",
    )


def test_uv_is_called_by_the_path_at_which_it_lies() -> None:
    stack = found(resolve(target(network=True, tools={"uv": "/opt/my tools/uv"}), "fw", stock(FW)))
    assert stack.steps[0].command == f"'/opt/my tools/uv' python install {stack.python}"


def test_a_python_that_no_shell_finds_is_called_by_its_path() -> None:
    tools = {"python3.10": "/home/me/.pythons/3.10/bin/python3.10"}
    stack = found(resolve(target(tools=tools), "fw", stock(FW)))
    made = "/home/me/.pythons/3.10/bin/python3.10 -m venv fw-2.1.0-env"
    assert made in stack.steps[0].command.splitlines()


def test_where_no_python_can_take_uv_its_own_install_line_brings_it() -> None:
    stack = found(resolve(target(network=True, pythons=("3.7",)), "fw", stock(FW)))
    assert stack.steps[0].command == "curl -LsSf https://astral.sh/uv/install.sh | sh"
    assert stack.steps[1].command == f'"$HOME/.local/bin/uv" python install {stack.python}'


def test_an_old_python_gets_a_pip_that_knows_the_names_of_todays_files() -> None:
    old = releases("fw", {"version": "1.0", "files": wheels("39")})
    stack = found(resolve(target(network=True, pythons=("3.9",)), "fw", stock(old)))
    assert stack.steps[-1].command == "python -m pip install 'pip>=20.3'"
    stack = found(resolve(target(pythons=("3.9",)), "fw", stock(old)))
    assert [step.kind for step in stack.steps] == ["environment", "bring_files"]


def test_what_a_person_requires_cannot_be_what_the_way_forbids() -> None:
    numpy = releases("numpy", {"version": "2.1.0", "files": []}, {"version": "1.26.4", "files": []})
    recipe = {"accelerator": "cpu", "packages": ["fw"], "besides": ["numpy<2"], "sources": ["page"]}
    base = stock(FW, numpy, of=framework(recipes=[recipe]))
    assert isinstance(resolve(target(requires=("numpy>=2",)), "fw", base), Conflict)
    assert found(resolve(target(requires=("numpy>=1.20",)), "fw", base)).version == "2.1.0"


def test_an_index_that_is_asked_besides_stands_in_the_command_where_pypi_has_the_file() -> None:
    recipe = {
        "accelerator": "cpu",
        "packages": ["fw"],
        "asked_besides": "https://light.example.org/cpu",
        "sources": ["page"],
    }
    stack = found(resolve(target(), "fw", stock(FW, of=framework(recipes=[recipe]))))
    assert stack.commands == (
        "python -m pip install fw==2.1.0 --extra-index-url https://light.example.org/cpu",
    )


def test_a_c_library_with_a_distributions_suffix_is_read() -> None:
    assert found(resolve(target(glibc="2.28-251.el8"), "fw", stock(FW))).version == "2.1.0"


def test_a_given_python_is_not_exchanged_for_another() -> None:
    stack = found(resolve(target(network=True, pythons_origin="given"), "fw", stock(FW)))
    assert (stack.version, stack.python) == ("2.1.0", "3.10")


def test_an_unknown_network_makes_the_fetched_python_a_condition() -> None:
    stack = found(resolve(target(network=None), "fw", stock(FW)))
    assert stack.version == "2.2.0"
    assert [condition.component for condition in stack.conditions] == ["network"]
    assert [other.version for other in stack.otherwise] == ["2.1.0"]
    assert not stack.otherwise[0].conditions


def test_an_unknown_c_library_is_a_condition_and_never_assumed() -> None:
    stack = found(resolve(target(glibc=""), "fw", stock(FW)))
    assert stack.version == "2.1.0"
    assert stack.conditions[0].any_of == (">=2.28",)
    assert stack.otherwise[0].version == "2.0.0"


def test_an_unknown_architecture_is_a_condition() -> None:
    stack = found(resolve(target(arch=""), "fw", stock(FW)))
    assert ("arch", ("x86_64",)) in [(c.component, c.any_of) for c in stack.conditions]


def test_another_architecture_falls_to_what_is_built_for_any() -> None:
    assert found(resolve(target(arch="aarch64"), "fw", stock(FW))).version == "1.0.0"


def test_a_stub_and_a_file_with_code_for_another_architecture_are_never_chosen() -> None:
    stub = {"package": "fw", "versions": "1.0.0", "says": {"en": "x", "zh": "x"}, "source": "page"}
    recipes = [{"accelerator": "cpu", "packages": ["fw"], "sources": ["page"]}]
    told = []
    for caveat in ({**stub, "stub": True}, {**stub, "archs": ["x86_64"]}):
        base = stock(FW, of=framework(caveats=[caveat], recipes=recipes))
        answer = resolve(target(arch="aarch64"), "fw", base)
        assert isinstance(answer, Conflict)
        assert answer.culprits == ("arch",)
        told.append(answer.statements[-1].kind)
    assert told == ["stub", "inside"]


def test_a_dependency_that_cannot_be_met_excludes_a_release() -> None:
    core = releases("core", {"version": "1.0", "files": wheels("310")})
    both = releases(
        "fw",
        {"version": "2.0", "files": wheels("310"), "requires": ["core>=2"]},
        {
            "version": "1.0",
            "files": wheels("310"),
            "requires": ["core==1.0", "core>=9; python_version<'3.10'"],
        },
    )
    assert found(resolve(target(), "fw", stock(both, core))).version == "1.0"


def test_source_archives_count_only_where_a_package_never_had_anything_else() -> None:
    archive = {"version": "2.0", "files": [["sdist", 5]], "requires_python": ">=3.7"}
    assert found(resolve(target(), "fw", stock(releases("fw", archive)))).version == "2.0"
    mixed = releases("fw", archive, {"version": "1.0", "files": wheels("310")})
    assert found(resolve(target(), "fw", stock(mixed))).version == "1.0"


def test_what_a_person_requires_is_part_of_the_need() -> None:
    stack = found(resolve(target(requires=("fw==2.0.0", "numpy<2")), "fw", stock(FW)))
    assert stack.version == "2.0.0"
    assert stack.commands == ("python -m pip install fw==2.0.0 'numpy<2'",)
    answer = resolve(target(requires=("fw==9",)), "fw", stock(FW))
    assert isinstance(answer, Conflict)
    assert answer.culprits == ("requires",)


def test_another_index_is_a_condition_until_it_is_known_to_be_reached() -> None:
    mirror = releases("fw", {"version": "2.1.0", "files": wheels("310")}, index="fw-cpu")
    recipe = {"accelerator": "cpu", "packages": ["fw"], "sources": ["page"]}
    own = framework(recipes=[{**recipe, "indexes": ["fw-cpu", "PyPI"]}])
    base = stock(FW, mirror, of=own)
    stack = found(resolve(target(network=True, pythons_origin="given"), "fw", base))
    assert stack.parts[0].index == "fw-cpu"
    assert stack.conditions[0].component == "index:fw-cpu.example.org"
    assert stack.otherwise[0].parts[0].index == "PyPI"
    reached = target(indexes={"PyPI": True, "fw-cpu": True})
    stack = found(resolve(reached, "fw", base))
    assert not stack.conditions
    assert stack.commands[0].endswith("--index-url https://fw-cpu.example.org")
    stack = found(resolve(target(network=False), "fw", base))
    assert stack.parts[0].index == "PyPI"


def test_a_documented_row_decides_which_set_runs_on_a_platform() -> None:
    base = on_warp(
        {"versions": {"sdk": "9.0", "fw-warp": "2.1.0.post2", "fw": "2.1.0"}},
        {"versions": {"sdk": "8.0.0", "fw-warp": ["2.1.0.post1", "2.0.0"]}},
    )
    stack = found(resolve(warp("9.0"), "fw", base))
    assert (pins(stack), stack.grade) == ({"fw": "2.1.0", "fw-warp": "2.1.0.post2"}, "documented")
    stack = found(resolve(warp("8.0.0"), "fw", base))
    assert pins(stack) == {"fw": "2.1.0", "fw-warp": "2.1.0.post1"}
    assert stack.grade == "documented"  # the plug-in's metadata names the framework
    assert [step.command for step in stack.steps][:2] == [
        ENTERED,
        "source /opt/8.0.0/env.sh",
    ]
    assert stack.proof[0].at == "vendor/plugin TABLE.md@0123456"


def test_a_platform_that_no_row_speaks_about_gets_metadata_only_and_never_more() -> None:
    base = on_warp({"versions": {"sdk": "9.0", "fw-warp": "2.1.0.post2", "fw": "2.1.0"}})
    stack = found(resolve(warp("7.0"), "fw", base))
    assert (stack.grade, stack.version) == ("metadata", "2.1.0")
    where = proof_key(["fw==2.1.0", "fw-warp==2.1.0.post2"], "x86_64", "glibc 2.28", "python 3.10")
    base.proofs = {where: Resolved(day=date(2026, 11, 2))}
    assert found(resolve(warp("7.0"), "fw", base)).grade == "metadata"
    assert found(resolve(warp("9.0"), "fw", base)).grade == "documented_resolved"


def test_a_plain_cpu_that_uv_resolved_is_resolved() -> None:
    where = proof_key(["fw==2.1.0"], "x86_64", "glibc 2.28", "python 3.10")
    base = stock(FW, proofs={where: Resolved(day=date(2026, 11, 2))})
    stack = found(resolve(target(), "fw", base))
    assert (stack.grade, stack.resolved) == ("resolved", date(2026, 11, 2))


def test_facts_against_every_row_are_a_conflict_that_names_the_culprit() -> None:
    base = on_warp(
        {"versions": {"sdk": "9.0", "fw-warp": "2.1.0.post2", "fw": "2.1.0", "python": "3.11"}}
    )
    answer = resolve(warp("9.0"), "fw", base)
    assert isinstance(answer, Conflict)
    assert answer.culprits == ("python",)
    assert answer.lifts[0].any_of == ("3.11",)
    assert any(statement.at.startswith("vendor/plugin") for statement in answer.statements)


def test_a_driver_below_what_the_platform_needs_is_the_culprit() -> None:
    base = on_warp(
        {"versions": {"sdk": "9.0", "fw-warp": "2.1.0.post2", "fw": "2.1.0"}},
        {"versions": {"sdk": "9.0", "warp_driver": ">=25"}},
    )
    answer = resolve(warp("9.0", "24.1"), "fw", base)
    assert isinstance(answer, Conflict)
    assert answer.culprits == ("warp_driver",) or answer.culprits == ("sdk", "warp_driver")
    assert "warp_driver" in answer.culprits
    assert found(resolve(warp("9.0", "25.1"), "fw", base)).version == "2.1.0"
    stack = found(resolve(warp("9.0", ""), "fw", base))
    assert ("warp_driver", (">=25",)) in [(c.component, c.any_of) for c in stack.conditions]


def test_a_platform_is_not_to_blame_where_no_other_version_of_it_would_do() -> None:
    """A row names several; with the driver that is there none of them would run."""
    needs = [
        {"of": {"sdk": each}, "needs": {"warp_driver": ">=24"}, "source": "table"}
        for each in ("8.0.*", "9.0.*")
    ]
    row = {"versions": {"sdk": ["8.0.*", "9.0.*"], "fw-warp": "2.1.0.post2", "fw": "2.1.0"}}
    answer = resolve(warp("8.0.0", driver="22.0"), "fw", on_warp(row, needs=needs))
    assert isinstance(answer, Conflict)
    assert answer.culprits == ("warp_driver",)
    one = resolve(warp("8.0.0", driver="22.0"), "fw", on_warp(row, needs=needs[:1]))
    assert isinstance(one, Conflict)
    told = {lift.component: lift.any_of for lift in one.lifts}
    assert told["sdk"] == ("9.0.*",)


def test_an_unknown_platform_gives_one_answer_for_each_case() -> None:
    base = on_warp(
        {"versions": {"sdk": "9.0", "fw-warp": "2.1.0.post2", "fw": "2.1.0"}},
        {"versions": {"sdk": "8.0.0", "fw-warp": "2.0.0", "fw": "2.0.0"}},
    )
    stack = found(resolve(warp(""), "fw", base))
    assert stack.version == "2.1.0"
    assert [(c.component, c.any_of) for c in stack.conditions] == [("sdk", ("9.0",))]
    assert stack.otherwise[0].version == "2.0.0"


def test_a_row_that_metadata_contradicts_is_a_declared_override() -> None:
    base = on_warp({"versions": {"sdk": "9.0", "fw-warp": "2.0.0", "fw": "2.1.0"}})
    stack = found(resolve(warp("9.0"), "fw", base))
    assert pins(stack) == {"fw": "2.1.0", "fw-warp": "2.0.0"}
    assert stack.overrides[0].values["requires"] == "fw ==2.0.0"
    assert stack.commands == (
        "python -m pip install fw==2.1.0",
        "python -m pip install --no-deps fw-warp==2.0.0",
    )


def test_a_row_whose_files_no_index_has_means_asking_the_vendor() -> None:
    base = on_warp({"versions": {"sdk": "9.0", "fw-warp": "2.3.0", "fw": "2.1.0"}})
    stack = found(resolve(warp("9.0"), "fw", base))
    assert (stack.grade, pins(stack)["fw-warp"]) == ("vendor", "2.3.0")


def test_chips_of_rows_and_recipes_exclude_others() -> None:
    chips = [{"id": name, "source": "table"} for name in ("n1", "n2")]
    base = on_warp(
        {"versions": {"sdk": "9.0", "fw-warp": "2.1.0.post2", "fw": "2.1.0"}, "chips": ["n2"]},
        {"versions": {"sdk": "9.0", "fw-warp": "2.0.0", "fw": "2.0.0"}},
        chips=chips,
    )
    assert found(resolve(warp("9.0", chip="n1"), "fw", base)).version == "2.0.0"
    assert found(resolve(warp("9.0", chip="n2"), "fw", base)).version == "2.1.0"
    stack = found(resolve(warp("9.0"), "fw", base))
    assert stack.conditions[0].component == "chip"
    assert stack.otherwise[0].version == "2.0.0"


BUILT = {
    "builds": [
        {"package": "fw", "versions": ">=2.1", "build": "sdk9", "source": "table"},
        {"package": "fw", "versions": "<2.1", "build": "sdk8", "source": "table"},
    ],
    "needs": [
        {
            "of": {"build": "sdk9"},
            "needs": {"warp_driver": ">=580.65", "capability": ">=7.5"},
            "source": "table",
        },
        {"of": {"build": "sdk8"}, "needs": {"warp_driver": ">=525"}, "source": "table"},
    ],
    "chips": [{"id": "old", "components": {"capability": "7.0"}, "source": "table"}],
    "recipes": [
        {
            "framework": "fw",
            "packages": ["fw"],
            "platform": ["warp_driver"],
            "build": "build",
            "sources": ["table"],
        }
    ],
}


@pytest.mark.parametrize(
    ("driver", "capability", "version"),
    [("580.82.07", "8.0", "2.1.0"), ("535.1", "8.0", "2.0.0"), ("580.82.07", "7.0", "2.0.0")],
)
def test_what_a_build_needs_decides_the_version(driver: str, capability: str, version: str) -> None:
    base = stock(FW, vendor=rows(**BUILT))
    machine = target(accelerator="warp", versions={"warp_driver": driver, "capability": capability})
    stack = found(resolve(machine, "fw", base))
    assert (stack.version, stack.grade) == (version, "documented")


def test_a_chip_brings_its_properties_along() -> None:
    machine = target(accelerator="warp", versions={"warp_driver": "580.82"}, chip="old")
    assert found(resolve(machine, "fw", stock(FW, vendor=rows(**BUILT)))).version == "2.0.0"


def test_an_unknown_driver_gives_the_newer_where_it_is_new_and_the_older_otherwise() -> None:
    machine = target(accelerator="warp", versions={"capability": "8.0"})
    stack = found(resolve(machine, "fw", stock(FW, vendor=rows(**BUILT))))
    assert [(c.component, c.any_of) for c in stack.conditions] == [("warp_driver", (">=580.65",))]
    assert (stack.version, stack.otherwise[0].version) == ("2.1.0", "2.0.0")


def test_a_driver_too_old_for_every_build_is_the_culprit() -> None:
    machine = target(accelerator="warp", versions={"warp_driver": "470", "capability": "8.0"})
    answer = resolve(machine, "fw", stock(FW, vendor=rows(**BUILT)))
    assert isinstance(answer, Conflict)
    assert answer.culprits == ("warp_driver",)
    assert answer.lifts[0].version == "2.1.0"


def test_an_image_brings_python_and_platform_along_and_asks_for_the_driver() -> None:
    recipe = {
        "framework": "fw",
        "kind": "image",
        "packages": ["fw"],
        "platform": ["warp_driver"],
        "image": "image",
        "command": "docker run --device /dev/warp registry.example.org/fw:{image}",
        "sources": ["table"],
    }
    written = {
        "versions": {
            "image": "2.5-sdk9",
            "fw": "2.5.0",
            "sdk": "9.0",
            "python": "3.12",
            "warp_driver": ">=24",
        },
        "source": "table",
    }
    base = stock(FW, vendor=rows(rows=[written], recipes=[recipe]))
    stack = found(resolve(warp("8.0.0"), "fw", base))
    assert (stack.kind, stack.version, stack.python) == ("image", "2.5.0", "3.12")
    assert stack.commands == ("docker run --device /dev/warp registry.example.org/fw:2.5-sdk9",)
    assert isinstance(resolve(warp(driver="23"), "fw", base), Conflict)
    need = {"of": {"sdk": ">=9"}, "needs": {"warp_driver": ">=25"}, "source": "table"}
    base = stock(FW, vendor=rows(rows=[written], recipes=[recipe], needs=[need]))
    answer = resolve(warp("8.0.0", "24.1"), "fw", base)  # what the image brings needs a driver too
    assert isinstance(answer, Conflict)
    assert answer.culprits == ("warp_driver",)
    assert found(resolve(warp("8.0.0", "25.1"), "fw", base)).version == "2.5.0"


def test_three_facts_that_are_in_the_way_together_are_all_named() -> None:
    table = [{"versions": {"sdk": "9.0", "fw-warp": "2.1.0.post2", "fw": "2.1.0"}}]
    base = on_warp(*table, needs=[])
    machine = warp("9.0", arch="aarch64", glibc="2.17", pythons=("3.7",))
    answer = resolve(machine, "fw", base)
    assert isinstance(answer, Conflict)
    assert set(answer.culprits) == {"arch", "glibc", "python"}
    assert answer.lifts
    old = target(accelerator="warp", requires=("fw==2.4.0",))
    assert isinstance(resolve(old, "fw", base), Conflict), "the image has another version inside"


def test_a_recipe_tells_more_of_an_image_than_the_frameworks_own_list() -> None:
    own = {
        "name": "registry.example.org/fw-old",
        "version": "2.4.0",
        "index": "https://registry.example.org/fw-old",
        "kind": "image",
        "command": "docker pull registry.example.org/fw-old:2.4",
        "accelerators": ["warp"],
        "pythons": [],
        "archs": [],
        "checked": "2026-11-01",
        "sources": ["page"],
    }
    recipe = {
        "framework": "fw",
        "kind": "image",
        "packages": ["fw"],
        "platform": ["warp_driver"],
        "image": "image",
        "command": "docker run registry.example.org/fw:{image}",
        "sources": ["table"],
    }
    written = {
        "versions": {"image": "2.5-sdk9", "fw": "2.5.0", "warp_driver": ">=24"},
        "chips": ["w1"],
        "source": "table",
    }
    alone = stock(FW, of=framework(packages=[own]))
    assert found(resolve(warp(driver="25"), "fw", alone)).version == "2.4.0"
    vendor = rows(chips=[{"id": "w1", "source": "table"}], rows=[written], recipes=[recipe])
    base = stock(FW, vendor=vendor, of=framework(packages=[own]))
    assert found(resolve(warp(driver="25", chip="w1"), "fw", base)).version == "2.5.0"
    assert isinstance(resolve(warp(driver="25", chip="w2"), "fw", base), Conflict)


def test_conditions_that_no_machine_meets_are_no_answer() -> None:
    written = [
        {"versions": {"sdk": "9.0", "fw": "2.5.0"}, "chips": ["w2"], "source": "table"},
        {"versions": {"sdk": "9.0", "fw": "2.4.0"}, "chips": ["w1"], "source": "table"},
    ]
    recipe = {
        "framework": "fw",
        "kind": "vendor",
        "packages": ["fw"],
        "platform": ["sdk"],
        "chips": ["w1"],
        "command": "pip install fw-{fw}.whl",
        "sources": ["table"],
    }
    chips = [{"id": "w1", "source": "table"}, {"id": "w2", "source": "table"}]
    base = stock(FW, vendor=rows(chips=chips, rows=written, recipes=[recipe]))
    stack = found(resolve(warp("9.0"), "fw", base))
    assert (stack.version, stack.otherwise) == ("2.4.0", ())


def test_a_public_file_of_the_vendor_counts_like_one_of_an_index() -> None:
    row = {"versions": {"sdk": "9.0", "fw": "2.4.0"}, "source": "table"}
    older = {"versions": {"sdk": "9.0", "fw": "2.1.0"}, "source": "table"}
    head = {"framework": "fw", "packages": ["fw"], "platform": ["sdk"], "sources": ["table"]}
    file = {**head, "kind": "vendor", "command": "pip install https://example.org/fw-{fw}.whl"}
    recipes = [head, {**file, "public": True}]
    stack = found(
        resolve(warp("9.0"), "fw", stock(FW, vendor=rows(rows=[row, older], recipes=recipes)))
    )
    assert (stack.version, stack.grade, stack.kind) == ("2.4.0", "documented", "vendor")
    assert stack.steps[-1].kind == "bring_files"  # there is no network
    asked = found(resolve(warp("9.0"), "fw", stock(FW, vendor=rows(rows=[row], recipes=[file]))))
    assert asked.grade == "vendor"


def test_what_is_built_for_linux_without_a_name_is_not_taken_for_musl() -> None:
    bare = releases("fw", {"version": "2.0.0", "files": wheels("310", platform="linux_x86_64")})
    any_of = releases("fw", {"version": "1.0.0", "files": [["py3-none-any", 10]]})
    assert isinstance(resolve(target(libc="musl", glibc=""), "fw", stock(bare)), Conflict | NoWay)
    assert found(resolve(target(libc="musl", glibc=""), "fw", stock(any_of))).version == "1.0.0"
    assert found(resolve(target(), "fw", stock(bare))).version == "2.0.0"


def test_only_what_no_index_has_is_asked_for() -> None:
    light = releases("fw", {"version": "1.9.0", "files": wheels("311")}, index="light")
    recipe = {**RECIPE, "indexes": ["light", "PyPI"], "steps": []}
    row = {"versions": {"sdk": "7.0", "fw": "2.1.0", "fw-warp": "2.1.0.post9"}, "source": "table"}
    base = stock(FW, PLUGIN, light, vendor=rows(rows=[row], recipes=[recipe]))
    stack = found(resolve(warp("7.0", network=True), "fw", base))
    asked = [step.values["package"] for step in stack.steps if step.kind == "ask_vendor"]
    assert (asked, stack.conditions, stack.otherwise) == (["fw-warp"], (), ())


def test_a_version_that_no_index_has_is_not_offered_where_another_is_required() -> None:
    written = {
        "versions": {"sdk": "7.0", "fw": ["1.9.0", "1.8.0"], "fw-warp": "1.9.0"},
        "source": "table",
    }
    recipe = {
        "framework": "fw",
        "packages": ["fw", "fw-warp"],
        "platform": ["sdk"],
        "sources": ["table"],
    }
    base = stock(FW, vendor=rows(rows=[written], recipes=[recipe]))
    stack = found(resolve(warp("7.0", requires=("fw==1.8.0",)), "fw", base))
    assert (stack.version, stack.grade) == ("1.8.0", "vendor")
    assert isinstance(resolve(warp("7.0", requires=("fw==1.7.0",)), "fw", base), Conflict)


def test_nothing_found_is_said_and_is_not_impossible() -> None:
    answer = resolve(target(accelerator="woof"), "fw", stock(FW))
    assert isinstance(answer, NoWay)
    refused = framework(
        accelerators=[
            {
                "accelerator": "woof",
                "how": "none",
                "state": "none",
                "grade": "documented",
                "checked": "2026-11-01",
                "sources": ["page"],
            }
        ]
    )
    answer = resolve(target(accelerator="woof"), "fw", stock(FW, of=refused))
    assert isinstance(answer, Conflict)
    assert answer.culprits == ("accelerator",)
