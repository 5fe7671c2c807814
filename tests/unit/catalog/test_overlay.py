"""An overlay adds, overrides and withdraws, and the claims say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge, problems
from advisor.catalog.overlay import FrameworkOverlay, Withdrawal, laid_over
from advisor.model.text import Text

BICYCLES = Path(__file__).parents[2] / "data" / "bicycles"
SOURCE = (
    'sources:\n  me: {title: "My own ride", at: "https://example.org/me", read: "2026-11-01"}\n'
)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    (tmp_path / "frameworks").mkdir()
    return tmp_path


def write(overlay: Path, text: str, name: str = "frameworks/folder.yaml") -> None:
    file = overlay / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def kinds(overlay: Path) -> list[str]:
    return [problem.kind for problem in problems(BICYCLES, overlay=overlay)]


def test_a_claim_of_the_overlay_overrides_the_one_with_the_same_criterion_and_conditions(
    overlay: Path,
) -> None:
    write(
        overlay,
        f"id: folder\n{SOURCE}claims:\n"
        '  - {criterion: gears, value: 3, grade: reported, checked: "2026-11-01", sources: [me]}\n',
    )
    folder = open_knowledge(BICYCLES, overlay=overlay).frameworks["folder"]
    (gears,) = [claim for claim in folder.claims if claim.criterion == "gears"]
    assert (gears.value, gears.grade, gears.overlay) == (3, "reported", "overrides")
    assert "me" in folder.sources
    assert "shop" in folder.sources
    assert all(claim.overlay is None for claim in folder.claims if claim.criterion != "gears")


def test_a_claim_under_other_conditions_is_added(overlay: Path) -> None:
    write(
        overlay,
        f"id: folder\n{SOURCE}claims:\n"
        "  - {criterion: gears, value: 3, when: {archs: [x86_64]}, grade: reported, checked: "
        '"2026-11-01", '
        "sources: [me]}\n",
    )
    folder = open_knowledge(BICYCLES, overlay=overlay).frameworks["folder"]
    assert [claim.overlay for claim in folder.claims if claim.criterion == "gears"] == [
        None,
        "added",
    ]


def test_a_claim_about_some_versions_stands_beside_one_about_all_and_one_about_all_replaces_them(
    overlay: Path,
) -> None:
    claim = (
        '  - {criterion: gears, value: %s, grade: reported, checked: "2026-11-01", sources: [me]%s}'
    )
    bounded = claim % (3, ', until: "1.9"'), claim % (5, ', since: "2.0"')
    write(overlay, "\n".join((f"id: folder\n{SOURCE}claims:", *bounded, "")))
    folder = open_knowledge(BICYCLES, overlay=overlay).frameworks["folder"]
    assert [each.overlay for each in folder.claims if each.criterion == "gears"] == [
        None,
        "added",
        "added",
    ]
    gears = [each for each in folder.claims if each.criterion == "gears"]
    whole = replace(gears[0], value=7.0)
    (left,) = [
        each
        for each in laid_over(folder, FrameworkOverlay(id="folder", claims=(whole,))).claims
        if each.criterion == "gears"
    ]
    assert (left.value, left.overlay) == (7.0, "overrides")
    withdrawal = Withdrawal(criterion="gears", until="1.9", because=Text(en="No.", zh="不。"))
    withdrawn = laid_over(folder, FrameworkOverlay(id="folder", withdrawn=(withdrawal,)))
    marks = [each.overlay for each in withdrawn.claims if each.criterion == "gears"]
    assert marks == [None, "withdrawn", "added"]


def test_a_withdrawn_claim_becomes_an_unknown_that_says_why(overlay: Path) -> None:
    write(
        overlay,
        'id: folder\nwithdrawn:\n  - {criterion: weight, because: {en: "It was weighed wet.", zh: '
        '"称重时未干。"}}\n',
    )
    folder = open_knowledge(BICYCLES, overlay=overlay).frameworks["folder"]
    (weight,) = [claim for claim in folder.claims if claim.criterion == "weight"]
    assert (weight.value, weight.grade, weight.overlay) == (None, "unknown", "withdrawn")
    assert weight.note is not None
    assert weight.note.en == "It was weighed wet."


def test_a_new_file_adds_an_alternative_and_a_known_one_replaces_its_whole_thing(
    overlay: Path,
) -> None:
    write(
        overlay,
        f'id: tandem\nname: Tandem\nsummary: {{en: "For two.", zh: "双人车。"}}\n{SOURCE}claims:\n'
        '  - {criterion: gears, value: 9, grade: reported, checked: "2026-11-01", sources: [me]}\n',
        "frameworks/tandem.yaml",
    )
    gears = (
        (BICYCLES / "criteria" / "gears.yaml").read_text("utf-8").replace("best: 12", "best: 30")
    )
    write(overlay, gears, "criteria/gears.yaml")
    knowledge = open_knowledge(BICYCLES, overlay=overlay)
    assert "tandem" in knowledge.frameworks
    assert knowledge.criteria["gears"].scale.best == 30  # type: ignore[union-attr]


def test_a_release_of_the_same_version_is_replaced_and_a_new_one_added(overlay: Path) -> None:
    write(
        overlay,
        f"id: folder\n{SOURCE}releases:\n  - "
        f'{{version: "2.0", date: "2026-11-01", source: me}}\nclaims: []\n',
    )
    folder = open_knowledge(BICYCLES, overlay=overlay).frameworks["folder"]
    assert [release.version for release in folder.releases] == ["2.0"]


def test_withdrawing_what_is_not_there_is_a_problem(overlay: Path) -> None:
    write(
        overlay, 'id: folder\nwithdrawn:\n  - {criterion: wait, because: {en: "No.", zh: "不。"}}\n'
    )
    (problem,) = problems(BICYCLES, overlay=overlay)
    assert (problem.kind, problem.meant, problem.line) == ("nothing-to-withdraw", "weight", 3)
    assert problem.file == f"{overlay}/frameworks/folder.yaml"


def test_a_source_may_not_change_what_the_bases_claims_rest_on(overlay: Path) -> None:
    write(overlay, f"id: folder\n{SOURCE.replace('me:', 'shop:')}claims: []\n")
    assert sorted(kinds(overlay)) == ["source-clash", "unused-source"]


def test_a_claim_of_the_overlay_may_rest_on_a_source_of_the_base(overlay: Path) -> None:
    write(
        overlay,
        "id: folder\nclaims:\n"
        '  - {criterion: gears, value: 3, grade: documented, checked: "2026-11-01", sources: '
        "[shop]}\n",
    )
    assert kinds(overlay) == []


def test_an_overlay_has_a_cache_of_its_own(overlay: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    plain = open_knowledge(BICYCLES, cache=cache)
    write(
        overlay,
        'id: folder\nwithdrawn:\n  - {criterion: weight, because: {en: "No.", zh: "不。"}}\n',
    )
    laid = open_knowledge(BICYCLES, overlay=overlay, cache=cache)
    assert laid.hash != plain.hash
    assert open_knowledge(BICYCLES, cache=cache) == plain
    assert open_knowledge(BICYCLES, overlay=overlay, cache=cache) == laid


def test_a_frameworks_own_recipe_names_a_platform_that_its_accelerators_file_declares(
    overlay: Path,
) -> None:
    write(
        overlay,
        f"id: warp\nname: {{en: Warp, zh: 曲速}}\nvendor: Nobody\n{SOURCE}"
        "statements:\n"
        '  - {says: {en: "A page.", zh: "页面。"}, grade: reported, checked: "2026-11-01", '
        "sources: [me]}\n",
        "accelerators/warp.yaml",
    )
    write(
        overlay,
        f"id: sdk\naccelerator: warp\nname: {{en: SDK, zh: SDK}}\n{SOURCE}"
        "components: {sdk: {kind: platform, fact: libraries.sdk}, plug: {kind: package}}\n"
        'rows: [{versions: {sdk: "1.0", plug: "1.0"}, source: me}]\n',
        "compatibility/sdk.yaml",
    )
    recipe = "recipes: [{accelerator: warp, packages: [folder], platform: [%s], sources: [me]}]\n"
    write(overlay, f"id: folder\n{SOURCE}{recipe % 'sdk'}")
    assert kinds(overlay) == []
    write(overlay, f"id: folder\n{SOURCE}{recipe % 'toolkit'}")
    assert kinds(overlay) == ["unknown-component"]
