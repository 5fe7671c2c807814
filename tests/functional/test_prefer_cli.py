"""`prefer` and family weights as people and scripts call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.functional.program import run


def ranked(home: Path, *arguments: str) -> dict:
    done = run("rank", "--json", *arguments, home=home)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_prefer_announces_is_what_rank_says_on_what_it_saved(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    done = run("prefer", "--answers", "ab=", "--save", str(file), "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert [one["answer"] for one in said["asked"]] == ["swing", "part", "equal"]
    again = ranked(tmp_path, "--profile", str(file))
    assert again["prior"] == said["prior"]
    assert again["prior"]["origin"] == "posterior"
    detail = again["verdict_detail"]
    assert (again["verdict"], detail["first"], detail["share"]) == (
        said["verdict"],
        said["first"],
        said["share"],
    )


def test_a_method_weighs_families_and_its_command_line_gives_the_same(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    order = "speed>training=ecosystem>learning"
    done = run(
        *("prefer", "--method", "order", "--answer", order, "--surrogate", "sum"),
        *("--save", str(file), "--json"),
        home=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["families"] == {
        "ecosystem": 0.25,
        "learning": 0.1,
        "speed": 0.4,
        "training": 0.25,
    }
    saved = ranked(tmp_path, "--profile", str(file))
    typed = ranked(
        tmp_path,
        *("--weight", "speed=40", "--weight", "training=25", "--weight", "ecosystem=25"),
        *("--weight", "learning=10", "--weights-by", "order"),
    )
    assert saved == typed
    assert saved["verdict_detail"]["share"] == said["share"]
    assert saved["prior"]["concentration"] == 30.0


@pytest.mark.parametrize(
    ("arguments", "reference"),
    [
        (("--answers", "aax"), "wrong-usage"),
        (("--answers", "aa", "-n", "1"), "answers-left"),
        (("--answer", "speed=1"), "wrong-usage"),
        (("--method", "swing", "--answers", "aa"), "wrong-usage"),
        (("--method", "swing", "--answer", "speed=100", "--answer", "spede=10"), "unknown-family"),
        (("--method", "pairwise", "--answer", "speed/alive=2", "-n", "3"), "wrong-usage"),
        (("--method", "points"), "needs-a-terminal"),
        (("--answers", "a", "--trade-off", "speed>2*alive"), "wrong-usage"),
        (("--answers", "a", "--trade-off", "speed>alive"), "unknown-criterion"),
    ],
)
def test_answers_that_would_be_dropped_are_an_error_and_nothing_is_saved(
    arguments: tuple[str, ...], reference: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    done = run("prefer", *arguments, "--save", str(file), home=tmp_path)
    assert done.returncode == 2
    assert f"error: {reference}" in done.stderr
    assert not file.exists()
