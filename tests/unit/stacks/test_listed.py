"""What a framework's own file lists, as stacks: wheel tags judged as pip would, for machines that
are not this one."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.model.framework import Framework, Package
from advisor.model.stack import Conflict, NoWay, Resolution, Stack, Target
from advisor.model.surroundings import Accelerator
from advisor.model.text import Text
from advisor.stacks.kinds import kind_of
from advisor.stacks.resolve import resolve
from advisor.usecases.installing.stacks import plain_stock
from tests.builders import a_framework, a_package, accelerator_support, some_knowledge
from tests.unit.stacks.made_up import target

NAMES = Text(en="words", zh="文字")
DEVICES = {
    id: Accelerator(id=id, name=NAMES, vendor="any", always=id == "cpu") for id in ("cpu", "npu")
}


def package(**changes: Any) -> Package:
    """Three wheels for glibc 2.28, told by their tags alone."""
    tags = tuple(f"cp{minor}-cp{minor}-manylinux_2_28_x86_64" for minor in ("310", "311", "312"))
    own = {"name": "thing", "pythons": ("3.10", "3.11", "3.12"), "glibc": None, "tags": tags}
    return a_package(**{**own, "command": "pip install thing", **changes})


def where(**changes: Any) -> Target:
    """An x86_64 machine with glibc 2.36 and Python 3.11 that reaches a network."""
    given = {"glibc": "2.36", "pythons": ("3.11",), "network": True, "distro": "debian"}
    return target(**{**given, **changes})


def answer(*packages: Package, of: Framework | None = None, **changes: Any) -> Resolution:
    framework = of or a_framework("alpha", packages=packages)
    knowledge = some_knowledge(frameworks=(framework,), accelerators=DEVICES)
    return resolve(where(**changes), framework.id, plain_stock(knowledge))


def stack(*packages: Package, **changes: Any) -> Stack:
    found = answer(*packages, **changes)
    assert isinstance(found, Stack), found
    return found


def ways(*packages: Package, **changes: Any) -> list[Stack]:
    """The answer, and what is the answer where its conditions do not hold."""
    first = stack(*packages, **changes)
    return [first, *first.otherwise]


def asked(found: Stack) -> dict[str, tuple[str, ...]]:
    return {condition.component: condition.any_of for condition in found.conditions}


def test_a_wheel_for_this_python_and_glibc_installs_plainly() -> None:
    found = stack(package())
    assert (kind_of(found), found.python, found.python_from) == ("plain", "3.11", "target")
    assert (found.commands, found.conditions) == (("pip install thing",), ())


def test_of_the_pythons_of_the_machine_one_that_fits_is_taken() -> None:
    assert stack(package(), pythons=("3.9", "3.10", "3.12", "3.14")).python == "3.12"


def test_a_python_that_is_not_here_can_be_fetched_and_that_is_said() -> None:
    found = stack(package(), pythons=("3.14",))
    assert (kind_of(found), found.python_from) == ("plain", "fetched")
    assert "fetch_python" in [step.kind for step in found.steps]
    without = answer(package(), pythons=("3.14",), network=False)
    assert isinstance(without, Conflict)
    assert without.culprits == ("python",)


def test_no_python_can_be_fetched_for_a_rare_processor() -> None:
    found = answer(package(archs=(), tags=()), arch="sw_64", pythons=("3.14",))
    assert isinstance(found, Conflict)
    assert "python" in found.culprits


def test_a_python_that_the_need_names_is_not_replaced_by_another() -> None:
    found = answer(package(), pythons=("3.14",), pythons_origin="given")
    assert isinstance(found, Conflict)
    assert found.culprits == ("python",)
    assert found.lifts[0].any_of == ("3.10", "3.11", "3.12")


@pytest.mark.parametrize(("glibc", "fits"), [("2.17", False), ("2.27", False), ("2.28", True)])
def test_the_c_library_must_be_as_new_as_the_tag_says(glibc: str, fits: bool) -> None:
    found = answer(package(), glibc=glibc)
    assert isinstance(found, Stack) == fits
    if isinstance(found, Conflict):
        assert found.culprits == ("glibc",)
        assert found.lifts[0].any_of == (">=2.28",)


def test_an_unknown_c_library_is_a_condition_and_not_a_no() -> None:
    assert asked(stack(package(), glibc="")) == {"glibc": (">=2.28",)}
    assert asked(stack(package(glibc="2.31"), glibc="")) == {"glibc": (">=2.31",)}
    assert asked(stack(package(glibc="2.31", tags=()), glibc="")) == {"glibc": (">=2.31",)}


def test_the_floor_is_that_of_the_files_for_the_python_that_is_used() -> None:
    tags = ("cp310-cp310-manylinux_2_17_x86_64", "cp311-cp311-manylinux_2_28_x86_64")
    listed = package(pythons=("3.10", "3.11"), tags=tags)
    both = ("3.10", "3.11")
    assert stack(listed, glibc="2.17", pythons=both).python == "3.10"
    assert asked(stack(listed, glibc="", pythons=("3.11",))) == {"glibc": (">=2.28",)}
    assert asked(stack(listed, glibc="", pythons=("3.10",))) == {"glibc": (">=2.17",)}


@pytest.mark.parametrize(
    ("tag", "fits"),
    [
        ("cp311-cp311-manylinux1_x86_64", True),
        ("cp311-cp311-manylinux2014_x86_64", True),
        ("cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64", True),
        ("cp311-abi3-manylinux_2_28_x86_64", True),
        ("cp39-abi3-manylinux_2_28_x86_64", True),
        ("py3-none-any", True),
        ("py2.py3-none-any", True),
        ("cp312-cp312-manylinux_2_28_x86_64", False),
        ("cp311-cp311-win_amd64", False),
        ("cp311-cp311-macosx_11_0_arm64", False),
        ("cp311-cp311-musllinux_1_2_x86_64", False),
        ("cp311-cp311t-manylinux_2_28_x86_64", False),
    ],
)
def test_tags_are_accepted_as_pip_accepts_them(tag: str, fits: bool) -> None:
    found = answer(package(pythons=("3.11",), tags=(tag,)))
    assert isinstance(found, Stack if fits else Conflict)


def test_on_musl_only_what_is_built_for_it_or_for_anything_is_taken() -> None:
    def on_musl(*tags: str) -> Resolution:
        return answer(package(pythons=("3.11",), tags=tags), libc="musl", glibc="")

    assert isinstance(on_musl("cp311-cp311-musllinux_1_2_x86_64"), Stack)
    assert isinstance(on_musl("py3-none-any"), Stack)
    assert isinstance(on_musl("cp311-cp311-manylinux_2_28_x86_64"), Conflict)
    assert isinstance(on_musl("cp311-cp311-linux_x86_64"), Conflict)
    assert isinstance(on_musl(), Conflict), "without tags a file is one for glibc"


def test_tags_are_judged_for_the_other_machine_and_not_for_this_one() -> None:
    def listed(arch: str) -> Package:
        return package(archs=(), tags=(f"cp311-cp311-manylinux_2_28_{arch}",), pythons=("3.11",))

    assert isinstance(answer(listed("x86_64"), arch="aarch64"), Conflict)
    assert isinstance(answer(listed("aarch64"), arch="aarch64"), Stack)
    assert asked(stack(listed("aarch64"), arch=""))["arch"] == ("aarch64",)


def test_the_architectures_are_the_truth_over_a_tag_that_admits_anything() -> None:
    mistagged = package(archs=("aarch64",), tags=("cp311-none-any",), pythons=("3.11",))
    assert kind_of(stack(mistagged, arch="aarch64")) == "plain"
    refused = answer(mistagged, arch="loongarch64", glibc="2.38")
    assert isinstance(refused, Conflict)
    assert refused.culprits == ("arch",)
    assert refused.lifts[0].any_of == ("aarch64",)


def test_another_device_needs_another_package() -> None:
    plugin = package(name="plugin", accelerators=("npu",), needs=("Toolkit 9.0",))
    found = stack(package(), plugin, accelerator="npu")
    assert (found.parts[0].name, found.needs) == ("plugin", ("Toolkit 9.0",))
    assert found.grade == "metadata", "no row speaks of that platform"


@pytest.mark.parametrize(
    ("state", "kind"), [("none", Conflict), ("unknown", NoWay), ("supported", NoWay), (None, NoWay)]
)
def test_no_recorded_package_for_a_device_is_a_no_only_where_it_is_known_not_to_run(
    state: Any, kind: type
) -> None:
    support = () if state is None else (accelerator_support(accelerator="npu", state=state),)
    framework = a_framework("alpha", packages=(package(),), accelerators=support)
    assert isinstance(answer(of=framework, accelerator="npu"), kind)


def test_a_package_for_any_accelerator_is_a_way_to_each() -> None:
    any_of = package(accelerators=())
    assert isinstance(answer(any_of, accelerator="npu"), Stack)
    assert isinstance(answer(any_of, accelerator="npu", glibc="2.17"), Conflict)


BUILT = ("g++", "cmake")
SOURCE = package(
    kind="source", index="https://example.org/git", tags=(), pythons=(), archs=(), needs=BUILT
)
VENDOR = package(kind="vendor", index="https://example.org/vendor", tags=())
OTHER_INDEX = package(index="https://example.org/whl", tags=())
IMAGE = package(kind="image", index="https://example.org/image", tags=(), pythons=())
DISTRIBUTION = package(
    kind="distribution",
    index="https://example.org/deb",
    tags=(),
    pythons=(),
    distros=("debian",),
)


def test_ways_are_taken_in_the_order_from_plain_to_source() -> None:
    every = [SOURCE, IMAGE, OTHER_INDEX, package(), DISTRIBUTION]
    order = ["plain", "other_index", "distribution", "image", "source"]
    reached = {"PyPI": True, "https://example.org/whl": True}
    for kind in order:
        assert kind_of(stack(*every, indexes=reached)) == kind
        every = [each for each in every if kind_of(stack(each, indexes=reached)) != kind]


def test_what_a_vendor_must_be_asked_for_comes_last() -> None:
    assert kind_of(stack(VENDOR, SOURCE)) == "source"
    found = stack(VENDOR)
    assert (kind_of(found), found.grade) == ("vendor", "vendor")


def test_what_a_build_needs_is_said() -> None:
    assert stack(SOURCE).needs == BUILT


def test_a_distributions_package_is_a_way_only_there() -> None:
    assert kind_of(stack(DISTRIBUTION)) == "distribution"
    elsewhere = answer(DISTRIBUTION, distro="kylin_server_v10")
    assert isinstance(elsewhere, Conflict)
    assert elsewhere.culprits == ("distro",)
    assert asked(stack(DISTRIBUTION, distro="")) == {"distro": ("debian",)}


def test_an_old_major_version_from_the_plain_index_comes_after_the_new_one_from_another() -> None:
    old = package(version="2.6.2")
    new = package(version="3.3.1", index="https://example.org/whl", tags=())
    assert [found.version for found in ways(old, new)] == ["3.3.1", "2.6.2"]
    recent = package(version="3.2.2")
    assert [found.version for found in ways(new, recent)] == ["3.2.2"]


def test_of_two_ways_of_one_kind_the_newer_is_taken() -> None:
    older = package(version="2.0.0.dev20251201")
    assert stack(older, package(version="2.1")).version == "2.1"


def test_without_packages_no_way_is_known() -> None:
    assert isinstance(answer(of=a_framework("alpha", packages=())), NoWay)


def test_a_conflict_names_first_what_is_easiest_to_change() -> None:
    found = answer(
        package(accelerators=("npu",)),
        package(archs=("aarch64",), tags=(), pythons=("3.14",)),
        package(pythons=("3.10",), tags=()),
        pythons=("3.14",),
        pythons_origin="given",
    )
    assert isinstance(found, Conflict)
    assert found.culprits == ("python", "arch")
    assert [lift.any_of for lift in found.lifts] == [("3.10",), ("aarch64",)]
