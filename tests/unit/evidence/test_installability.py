"""Wheel tags judged as pip would, for machines that are not this one."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from advisor.evidence.installability import Route, install_routes
from advisor.evidence.situation import Choice, Situation
from advisor.model.framework import Framework, Package
from tests.builders import DAY, a_framework, accelerator_support


def situation(
    arch: str = "x86_64",
    glibc: str = "2.36",
    accelerator: str = "cpu",
    pythons: tuple[str, ...] = ("3.11",),
    distro: str = "debian",
    given: bool = False,
) -> Situation:
    def choice(id: str) -> Choice:
        return Choice(id=id, origin="machine" if id else "unknown")

    return Situation(
        distro=choice(distro),
        arch=choice(arch),
        accelerator=choice(accelerator),
        glibc=choice(glibc),
        pythons=pythons,
        pythons_origin="given" if given else "machine" if pythons else "unknown",
    )


def package(**changes: Any) -> Package:
    given = Package(
        name="thing",
        version="2.0",
        index="PyPI",
        kind="wheel",
        command="pip install thing",
        accelerators=("cpu",),
        pythons=("3.10", "3.11", "3.12"),
        archs=("x86_64",),
        tags=tuple(f"cp{minor}-cp{minor}-manylinux_2_28_x86_64" for minor in ("310", "311", "312")),
        checked=DAY,
        sources=("page",),
    )
    return replace(given, **changes)


def routes(*packages: Package, **where: Any) -> tuple[Route, ...]:
    framework: Framework = a_framework(packages=packages)
    return install_routes(framework, situation(**where))


def best(*packages: Package, **where: Any) -> Route:
    return routes(*packages, **where)[0]


def test_a_wheel_for_this_python_and_glibc_installs_plainly() -> None:
    route = best(package())
    assert (route.kind, route.python, route.python_here, route.command) == (
        "plain",
        "3.11",
        True,
        "pip install thing",
    )


def test_the_newest_python_of_the_machine_that_fits_is_taken() -> None:
    assert best(package(), pythons=("3.9", "3.10", "3.12", "3.14")).python == "3.12"


def test_a_python_that_is_not_here_can_be_fetched_and_that_is_said() -> None:
    route = best(package(), pythons=("3.14",))
    assert (route.kind, route.python, route.python_here) == ("plain", "3.12", False)
    assert [remark.kind for remark in route.because] == ["needs_python"]


def test_no_python_can_be_fetched_for_a_rare_processor() -> None:
    route = best(package(archs=(), tags=()), arch="sw_64", pythons=("3.14",))
    assert (route.kind, route.because[0].kind) == ("impossible", "package_python_missing")


def test_a_python_that_the_need_names_is_not_replaced_by_another() -> None:
    route = best(package(), pythons=("3.14",), given=True)
    assert route.kind == "impossible"
    assert route.because[0].values["would_need_python"] == "3.12"


@pytest.mark.parametrize(
    ("glibc", "kind"), [("2.17", "impossible"), ("2.27", "impossible"), ("2.28", "plain")]
)
def test_the_c_library_must_be_as_new_as_the_tag_says(glibc: str, kind: str) -> None:
    assert best(package(), glibc=glibc).kind == kind


def test_an_unknown_c_library_makes_the_answer_unknown_and_not_a_no() -> None:
    route = best(package(), glibc="")
    assert (route.kind, route.because[0].kind) == ("unknown", "glibc_unknown")


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
    assert best(package(pythons=("3.11",), tags=(tag,))).kind == ("plain" if fits else "impossible")


def test_tags_are_judged_for_the_other_machine_and_not_for_this_one() -> None:
    here = package(archs=(), tags=("cp311-cp311-manylinux_2_28_x86_64",), pythons=("3.11",))
    assert best(here, arch="aarch64").kind == "impossible"
    there = package(archs=(), tags=("cp311-cp311-manylinux_2_28_aarch64",), pythons=("3.11",))
    assert best(there, arch="aarch64").kind == "plain"


def test_the_architectures_are_the_truth_over_a_tag_that_admits_anything() -> None:
    mistagged = package(archs=("aarch64",), tags=("cp311-none-any",), pythons=("3.11",))
    assert best(mistagged, arch="aarch64").kind == "plain"
    refused = best(mistagged, arch="loongarch64", glibc="2.38")
    assert (refused.kind, refused.because[0].kind) == ("impossible", "package_arch")


def test_another_device_needs_another_package() -> None:
    plugin = package(name="plugin", accelerators=("ascend_npu",), needs=("CANN 9.0",))
    route = best(package(), plugin, accelerator="ascend_npu")
    assert route.package == plugin
    assert route.because[0].values["tools"] == "CANN 9.0"


@pytest.mark.parametrize(
    ("state", "kind"),
    [("none", "impossible"), ("unknown", "unknown"), ("supported", "unknown"), (None, "unknown")],
)
def test_no_recorded_package_for_a_device_is_a_no_only_where_it_is_known_not_to_run(
    state: Any, kind: str
) -> None:
    support = () if state is None else (accelerator_support(accelerator="ascend_npu", state=state),)
    framework = a_framework(packages=(package(),), accelerators=support)
    (route,) = install_routes(framework, situation(accelerator="ascend_npu"))
    assert route.kind == kind


def test_ways_are_ordered_from_plain_to_source() -> None:
    every = (
        package(
            kind="source",
            index="https://example.org/git",
            tags=(),
            pythons=(),
            archs=(),
            needs=("g++",),
        ),
        package(kind="vendor", index="https://example.org/vendor", tags=()),
        package(index="https://example.org/whl", tags=()),
        package(kind="image", index="https://example.org/image", tags=(), pythons=()),
        package(),
        package(
            kind="distribution",
            index="https://example.org/deb",
            tags=(),
            pythons=(),
            distros=("debian",),
        ),
    )
    kinds = [route.kind for route in routes(*every)]
    assert kinds == ["plain", "other_index", "distribution", "vendor", "image", "source"]


def test_a_distributions_package_is_a_way_only_there() -> None:
    deb = package(kind="distribution", tags=(), pythons=(), distros=("debian",))
    assert best(deb).kind == "distribution"
    assert best(deb, distro="kylin_server_v10").kind == "impossible"
    assert best(deb, distro="").kind == "unknown"


def test_an_old_major_version_from_the_plain_index_comes_after_the_new_one_from_another() -> None:
    old = package(version="2.6.2")
    new = package(version="3.3.1", index="https://example.org/whl", tags=())
    assert [route.kind for route in routes(old, new)] == ["other_index", "plain"]
    recent = package(version="3.2.2")
    assert [route.kind for route in routes(recent, new)] == ["plain", "other_index"]


def test_without_packages_the_answer_is_unknown() -> None:
    assert best().kind == "unknown"


def test_an_impossible_answer_carries_every_reason_the_easiest_to_lift_first() -> None:
    route = best(
        package(accelerators=("nvidia_cuda",)),
        package(archs=("aarch64",)),
        package(pythons=("3.10",), tags=()),
        pythons=("3.14",),
        given=True,
    )
    assert [remark.kind for remark in route.because] == [
        "package_python",
        "package_arch",
        "package_accelerator",
    ]
