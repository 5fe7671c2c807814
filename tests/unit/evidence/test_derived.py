"""What is worked out from the stack: its age, its lines, its effort, its chip."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from advisor.evidence.derived.device import support_for
from advisor.evidence.derived.way import things_to_do
from advisor.model.compatibility import (
    Compatibility,
    CompatibilityRow,
    Component,
    Recipe,
    StackKnowledge,
)
from advisor.model.releases import PackageRelease, PackageReleases, ReleaseFile, ReleaseIndex
from advisor.model.source import DatedSource
from advisor.model.stack import Action, Condition, Part, Stack, Target
from advisor.stacks.lines import lines, released
from advisor.stacks.stock import Stock
from tests.builders import DAY, a_framework, a_release, accelerator_support, some_knowledge, text

FILE = ReleaseFile(tag="py3-none-any", bytes=1000)


def a_snapshot(package: str, **days: date) -> PackageReleases:
    """Versions are written `v1_0`; the newest is given first."""
    return PackageReleases(
        schema="fwadvisor.releases/1",
        package=package,
        read=DAY,
        releases=tuple(
            PackageRelease(version=name[1:].replace("_", "."), date=day, files=(FILE,))
            for name, day in days.items()
        ),
    )


def a_stock(*snapshots: PackageReleases, rows: tuple[CompatibilityRow, ...]) -> Stock:
    """One platform on which alpha runs with a plug-in."""
    file = Compatibility(
        id="npu",
        accelerator="npu",
        name=text("npu"),
        sources={"page": DatedSource(title="a page", at="https://example.org", read=DAY)},
        components={
            "alpha": Component(kind="package"),
            "alpha_npu": Component(kind="package"),
            "toolkit": Component(kind="platform"),
        },
        rows=rows,
        recipes=(
            Recipe(
                framework="alpha",
                packages=("alpha", "alpha_npu"),
                platform=("toolkit",),
                sources=("page",),
            ),
        ),
    )
    packages = {each.package: msgspec.Raw(msgspec.json.encode(each)) for each in snapshots}
    knowledge = some_knowledge((a_framework(),))
    stacks = StackKnowledge(
        hash="", compatibility={"npu": file}, index=ReleaseIndex(packages=packages)
    )
    return Stock(knowledge, stacks)


def a_stack(**changes: Any) -> Stack:
    given: dict[str, Any] = {
        "framework": "alpha",
        "kind": "index",
        "accelerator": "npu",
        "version": "1.0",
        "parts": tuple(
            Part(component=name, kind="package", version="1.0", name=name, index="PyPI")
            for name in ("alpha", "alpha_npu")
        ),
        "grade": "documented",
    }
    return Stack(**{**given, **changes})


def a_row(plugin: str, alpha: str = "1.0") -> CompatibilityRow:
    return CompatibilityRow(
        versions={"toolkit": "8.0", "alpha": alpha, "alpha_npu": plugin}, source="page"
    )


def test_the_age_is_that_of_the_version_and_not_of_the_newest() -> None:
    alpha = a_snapshot("alpha", v2_0=date(2026, 9, 1), v1_0=date(2023, 1, 1))
    found = released(a_stack(), a_stock(alpha, rows=(a_row("1.0"),)))
    assert found == (date(2023, 1, 1), DAY)


def test_a_line_is_as_new_as_the_newest_version_that_any_row_takes() -> None:
    alpha = a_snapshot("alpha", v2_0=date(2026, 9, 1), v1_0=date(2023, 1, 1))
    plugin = a_snapshot("alpha_npu", v1_0=date(2023, 2, 1))
    old, new = a_row("1.0"), a_row("1.0", alpha="2.0")
    (first, _) = lines(a_stack(), a_stock(alpha, plugin, rows=(old, new)))
    assert (first.version, first.released) == ("2.0", date(2026, 9, 1))
    (first, second) = lines(a_stack(), a_stock(alpha, plugin, rows=(old,)))
    assert (first.version, first.released) == ("1.0", date(2023, 1, 1))
    assert (second.component, second.released) == ("alpha_npu", date(2023, 2, 1))


def test_of_a_version_that_no_index_has_the_day_is_told_by_the_framework_or_by_nobody() -> None:
    alpha = a_snapshot("alpha", v1_0=date(2023, 1, 1))
    stock = a_stock(alpha, rows=(a_row("1.0", alpha="3.0"),))
    (unknown, _) = lines(a_stack(), stock)
    assert (unknown.version, unknown.released) == ("3.0", None)
    (told, _) = lines(a_stack(), stock, (a_release(version="3.0", date=date(2026, 1, 1)),))
    assert told.released == date(2026, 1, 1)


def test_a_vendors_build_of_a_version_has_no_day_of_the_version() -> None:
    alpha = a_snapshot("alpha", v1_0=date(2023, 1, 1))
    (line, _) = lines(a_stack(), a_stock(alpha, rows=(a_row("1.0", alpha="1.0+vendor"),)))
    assert (line.version, line.released) == ("1.0+vendor", None)


def test_each_thing_to_do_besides_the_install_is_counted() -> None:
    stock = a_stock(rows=(a_row("1.0"),))
    asked = Condition(component="toolkit", any_of=(">=8",))
    assert things_to_do(a_stack(), Target(), stock) == ()
    assert things_to_do(a_stack(needs=("g++",)), Target(), stock) == ("tools",)
    assert things_to_do(a_stack(conditions=(asked,)), Target(), stock) == ("platform",)
    step = Action(says=text("load it"))
    assert things_to_do(a_stack(steps=(step,), kind="image"), Target(), stock) == (
        "platform",
        "container",
    )


def test_a_python_to_fetch_counts_where_no_network_brings_it() -> None:
    stock = a_stock(rows=(a_row("1.0"),))
    stack = a_stack(python="3.12", python_from="fetched")
    assert things_to_do(stack, Target(network=True), stock) == ()
    assert things_to_do(stack, Target(), stock) == ()
    assert things_to_do(stack, Target(network=False), stock) == ("python",)


def test_what_is_known_of_the_very_chip_wins_over_what_is_known_of_all() -> None:
    framework = a_framework(
        accelerators=(
            accelerator_support(accelerator="npu", state="supported"),
            accelerator_support(accelerator="npu", state="partial", chips=("small",)),
        )
    )
    found = {chip: support_for(framework, "npu", chip) for chip in ("small", "large", "")}
    states = {chip: entry.state for chip, entry in found.items() if entry is not None}
    assert states == {"small": "partial", "large": "supported", "": "supported"}
