"""Weights by family in the app: folded, opened, and moved without taking from what is not named."""

from __future__ import annotations

import pytest

from advisor.catalog.load import open_knowledge
from advisor.explanation.advice import Advice
from advisor.explanation.weighing import family_weights
from advisor.intake.machine_file import read_machine
from advisor.messages import words
from advisor.model.need import Need
from advisor.resources import knowledge_dir
from advisor.tui.widgets.need_table import NeedTable
from advisor.tui.widgets.table_view import TableView
from advisor.usecases.need import adjust
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.gather import Gathered
from advisor.views.need.rows import need_table
from tests.unit.tui.conftest import Open, shell

SAY = words("en")
KNOWLEDGE = open_knowledge(knowledge_dir())
MACHINE = read_machine(knowledge_dir() / "machines" / "ubuntu_laptop.yaml")


def advised(need: Need) -> Advice:
    return advise(need, KNOWLEDGE, MACHINE, ())


def rows(advice: Advice, *unfolded: str) -> list[str]:
    table = need_table(advice, SAY, frozenset(unfolded))
    return [row.id for row in table.rows if row.id.startswith(("family:", "weight:"))]


def test_families_are_folded_and_open_one_by_one() -> None:
    advice = advised(Need())
    assert len(rows(advice)) == 8
    opened = rows(advice, "learning")
    at = opened.index("family:learning")
    assert set(opened[at + 1 : at + 4]) == {
        "weight:docs_chinese",
        "weight:docs_english",
        "weight:teaching_material",
    }
    assert len(opened) == 11


def test_a_point_more_for_a_family_leaves_the_others_what_they_had() -> None:
    advice = advised(Need())
    need = adjust.step(advice.need, advice, "family:speed", 5)
    weights = family_weights(KNOWLEDGE, advised(need).weights)
    assert weights["speed"] == pytest.approx(17.5 / 105, abs=2e-3)
    assert weights["learning"] == pytest.approx(12.5 / 105, abs=2e-3)
    again = adjust.step(need, advised(need), "family:speed", -20)
    assert family_weights(KNOWLEDGE, advised(again).weights)["speed"] == 0.0
    assert adjust.reset(again, "family:speed").families.keys() == again.families.keys() - {"speed"}


def test_a_point_more_for_a_criterion_leaves_its_family_and_the_others_theirs() -> None:
    advice = advised(Need())
    need = adjust.step(advice.need, advice, "weight:docs_chinese", 5)
    after = advised(need)
    shares = {weight.criterion: weight.share for weight in after.weights}
    assert shares["docs_chinese"] == pytest.approx((12.5 / 3 + 5) / 105, abs=2e-3)
    assert shares["docs_english"] == pytest.approx(12.5 / 3 / 105, abs=2e-3)
    assert family_weights(KNOWLEDGE, after.weights)["speed"] == pytest.approx(12.5 / 105, abs=2e-3)


def test_a_point_more_over_a_profile_overrides_it_as_before() -> None:
    advice = advised(Need(industry="finance"))
    need = adjust.step(advice.need, advice, "weight:docs_chinese", 5)
    assert set(need.weights) == {"docs_chinese"}
    assert not need.families


async def test_space_opens_a_family_and_slash_finds_what_is_folded(open_app: Open) -> None:
    gathered = Gathered(knowledge=KNOWLEDGE, machine=MACHINE, runs=())
    async with open_app(gathered) as pilot:
        app = shell(pilot)
        await pilot.press("tab")
        table = app.screen.query_one("#need", TableView)
        table.point("family:speed")
        assert app.screen.query_one("#need", NeedTable).row_id == "family:speed"
        await pilot.press("space")
        await pilot.pause()
        table.point("weight:import_time")
        assert table.row_id == "weight:import_time"
        await pilot.press("slash", *"licence", "enter")
        await pilot.pause()
        assert table.row_id == "weight:licence"
        table.point("family:speed")
        await pilot.press("right")
        assert set(app.desk.need.families) == set(KNOWLEDGE.families)
