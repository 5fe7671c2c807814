"""The pieces behind the screens: one step of a need, what is remembered, work as it is watched,
widths of a table."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.intake.last_use import read_last_use, write_last_use
from advisor.messages import words
from advisor.model.event import Logged, Progressed, RunFinished, RunStarted, SampleTaken
from advisor.model.hardware import Hardware
from advisor.model.need import Figures, Need
from advisor.model.run import Run
from advisor.tui.widgets.table_view import fit, padded
from advisor.usecases.need import adjust
from advisor.usecases.ranking.advise import advise
from advisor.views.figures import Cell, Column
from advisor.views.machine.facts import fact_text
from advisor.views.measurements.live import Live, clock, follow, now_lines
from advisor.views.need.rows import need_table
from tests import small_world

ADVICE = small_world.opening(small_world.gathered()).result().advice
SAY = words("en")


def test_a_field_goes_round_through_its_answers_and_back_to_nothing() -> None:
    need = Need()
    seen = []
    for _ in range(3):
        need = adjust.step(need, ADVICE, "industry", 1)
        seen.append(need.industry)
    assert seen == ["healthcare", "research", None]


def test_which_figures_count_is_a_choice_of_two_and_falls_back_to_those_of_hardware_alike() -> None:
    every = adjust.step(Need(), ADVICE, "figures", 1)
    assert every == Need(figures="all")
    assert adjust.step(every, ADVICE, "figures", 1) == Need()
    assert adjust.reset(every, "figures") == Need()


def test_the_choice_of_figures_stands_among_the_rows_only_where_one_does_not_count() -> None:
    gathered = small_world.gathered()
    stranger = small_world.run("pytorch", 0.1)
    other = replace(stranger, machine="elsewhere", hardware=Hardware(arch="sw_64"))

    def rows(figures: Figures, *runs: Run) -> list[str]:
        advice = advise(Need(figures=figures), gathered.knowledge, gathered.machine, runs)
        return [row.id for row in need_table(advice, SAY).rows]

    assert "figures" not in rows("alike", stranger)
    assert "figures" in rows("alike", other)
    assert "figures" in rows("all", other)


def test_a_weight_starts_from_the_points_that_it_has_and_never_goes_below_nothing() -> None:
    need = adjust.step(Need(), ADVICE, "weight:docs", 1)
    assert need.weights["docs"] == pytest.approx(100 / 6 + 1, abs=0.05)
    assert adjust.step(Need(), ADVICE, "weight:docs", -500).weights["docs"] == 0.0


def test_a_must_have_of_the_knowledge_is_waived_and_asked_for_again() -> None:
    waived = adjust.toggle(Need(), ADVICE, "maintained")
    assert waived.waived == ("maintained",)
    assert adjust.toggle(waived, ADVICE, "maintained") == Need()


def test_a_gate_is_waived_like_a_must_have() -> None:
    assert adjust.toggle(Need(), ADVICE, "installs").waived == ("installs",)


def test_points_are_numbers_from_nothing_up() -> None:
    typed = ("", "0", "12.5", "-1", "inf", "nan", "many")
    assert [text for text in typed if adjust.is_points(text)] == ["", "0", "12.5"]
    with pytest.raises(ValueError, match="many"):
        adjust.put(Need(), "weight:docs", "many")


def test_what_the_app_remembers_comes_back(tmp_path: Path) -> None:
    need = Need(industry="healthcare", weights={"docs": 12.0})
    write_last_use(tmp_path, theme="light", lang="zh", need=need)
    kept = read_last_use(tmp_path)
    assert (kept.theme, kept.lang, kept.need) == ("light", "zh", need)


def test_a_need_edited_by_hand_wins_over_what_the_app_remembers(tmp_path: Path) -> None:
    write_last_use(tmp_path, theme="dark", lang="en", need=Need(industry="healthcare"))
    profile = tmp_path / "need.yaml"
    profile.write_text("industry: research\n", encoding="utf-8")
    os.utime(profile, ns=(1, 1))
    assert read_last_use(tmp_path).need == Need(industry="research")
    profile.write_text("industy: research\nfields: [", encoding="utf-8")
    with pytest.raises(AdvisorError) as caught:
        read_last_use(tmp_path)
    assert caught.value.reference == "bad-profile"


def test_a_removed_need_is_forgotten_and_a_spoilt_memory_is_no_error(tmp_path: Path) -> None:
    write_last_use(tmp_path, theme="light", lang="en", need=Need(industry="healthcare"))
    (tmp_path / "need.yaml").unlink()
    assert read_last_use(tmp_path).need is None
    (tmp_path / "app.json").write_text("{", encoding="utf-8")
    assert read_last_use(tmp_path).theme == ""


def test_live_work_keeps_samples_results_and_where_things_stand() -> None:
    live = Live(expected=60.0)
    for event in (
        Progressed(task="machine", message="looking"),
        Progressed(task="jittor", message="downloading", done=1, total=4, seconds_left=30.0),
        RunStarted(framework="pytorch", workload="matmul"),
        SampleTaken(framework="pytorch", workload="matmul", index=0, sample=0.1),
        SampleTaken(framework="pytorch", workload="matmul", index=1, sample=0.2),
        RunFinished(run=small_world.RUNS[0]),
        RunFinished(run=small_world.RUNS[2]),
        Logged(task="jittor", line="Collecting"),
    ):
        live = follow(live, event, SAY)
    assert live.samples == (0.1, 0.2)
    assert [step.message for step in live.steps.values()] == ["downloading"]
    assert live.lines == (
        "pytorch matmul: 40 GFLOP/s",
        "jittor matmul: crashed It ended with signal 11.",
        "jittor: Collecting",
    )
    said = now_lines(live, 20.0, SAY)
    assert said[0] == "0:20 so far, about 0:40 left"
    assert "jittor: downloading 25 %" in said[1]
    done = follow(live, Progressed(task="jittor", message="ready", done=4, total=4), SAY)
    assert done.steps == {}
    assert clock(125) == "2:05"


def test_a_fact_that_is_not_known_says_why() -> None:
    fact = next(fact for fact in small_world.MACHINE.facts if fact.name == "nvidia.gpus")
    assert fact_text(fact, SAY) == "not known: there is no NVIDIA driver"


@pytest.mark.parametrize(
    "text", ["short", "a text that is too long", "文档文档文档文档", "a文b档c", ""]
)
def test_padded_text_fills_its_cells_exactly(text: str) -> None:
    from rich.cells import cell_len

    assert cell_len(padded(text, 9)) == 9
    assert cell_len(padded(text, 9, right=True)) == 9


def test_a_table_is_cut_where_it_may_shrink_until_it_fits() -> None:
    columns = (
        Column(title="name"),
        Column(title="", right=True),
        Column(title="notes", shrinks=True),
    )
    rows = [(Cell(text="PaddlePaddle"), Cell(text="0.71"), Cell(text="x" * 90))]
    widths = fit(columns, rows, 60, 2)
    assert widths == [12, 4, 40]
    bars = [(Cell(text="PaddlePaddle"), Cell(text="####====----        "), Cell(text="x" * 90))]
    assert sum(fit(columns, bars, 50, 2)) + 4 == 50
