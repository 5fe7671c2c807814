"""NEED on the command line: what is typed, what a profile holds, and what gives the same again."""

from __future__ import annotations

import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner

from advisor.cli.need import asked, need_options
from advisor.errors import AdvisorError
from advisor.intake.profile import read_profile, write_profile
from advisor.model.need import Need, TradeOff
from advisor.resources import knowledge_dir
from advisor.views.need.command_line import as_options


def typed(*arguments: str) -> Need:
    settings = SimpleNamespace(data=Path(), knowledge=knowledge_dir(), overlay=None)
    session = SimpleNamespace(settings=settings)
    found: list[Need] = []

    @click.command()
    @need_options
    def command(**options: Any) -> None:
        found.append(asked(session, options).need)

    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return found[0]


@pytest.mark.parametrize(
    "need",
    [
        Need(),
        Need(figures="all"),
        Need(arch="aarch64", accelerator="ascend_npu", chip="910B3", figures="all", tuned=True),
        Need(requires=("torch==2.7.1", "numpy<2"), waived=("maintained",), weights={"docs": 3.0}),
        Need(weights={"docs_english": 5.0}, families={"speed": 20.0}, method="swing"),
        Need(
            industry="finance",
            firmness="firm",
            answers=(
                TradeOff(swing="docs_english", part="community", share=0.5, answer="swing"),
                TradeOff(swing="licence", part="security", share=1.0, answer="equal"),
                TradeOff(swing="licence", part="community", share=0.25, answer="part"),
            ),
        ),
        Need(llm="qwen3-32b", precision="fp8", context=32768, users=8, cards=2),
        Need(distro="ubuntu", distro_release="20.04", musts={"docs": "", "onnx": "full"}, seed=3),
    ],
)
def test_a_needs_own_options_give_it_again(need: Need) -> None:
    assert typed(*shlex.split(as_options(need))) == need


def test_a_profile_keeps_which_figures_count_and_the_command_line_wins(tmp_path: Path) -> None:
    file = tmp_path / "need.yaml"
    write_profile(Need(figures="all"), file)
    assert read_profile(str(file), tmp_path) == Need(figures="all")
    assert typed("--profile", str(file)).figures == "all"
    assert typed("--profile", str(file), "--figures", "alike").figures == "alike"


def test_a_profile_with_figures_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "need.yaml"
    file.write_text("figures: some\n", encoding="utf-8")
    with pytest.raises(AdvisorError, match="cannot be used"):
        read_profile(str(file), tmp_path)


def test_a_context_may_be_typed_in_thousands_of_tokens() -> None:
    assert typed("--context", "32k").context == 32 * 1024


@pytest.mark.parametrize("field", ["context", "users", "cards"])
@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "9" * 30])
def test_what_is_no_count_is_refused_with_an_example(field: str, text: str) -> None:
    with pytest.raises(AdvisorError, match=f"--{field}") as raised:
        typed(f"--{field}", text)
    assert f"--{field}" in str(raised.value.hint)


def test_a_count_in_a_profile_is_held_to_the_same_bounds(tmp_path: Path) -> None:
    file = tmp_path / "need.yaml"
    file.write_text("users: 0\n", encoding="utf-8")
    with pytest.raises(AdvisorError, match="cannot be used"):
        read_profile(str(file), tmp_path)
