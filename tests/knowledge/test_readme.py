"""The examples of knowledge/README.md are valid, and together they show every field."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from advisor.catalog.load import open_knowledge, problems
from advisor.messages import words
from advisor.model.criterion import Criterion
from advisor.model.engine import (
    Engine,
    EngineHabitsData,
    EngineStart,
    EngineSupport,
    KnownBad,
    PrecisionsOn,
)
from advisor.model.framework import (
    AcceleratorSupport,
    Activity,
    Claim,
    Framework,
    Package,
    Release,
    When,
)
from advisor.model.language_model import Attention, LanguageModel, Precision
from advisor.model.source import Source
from advisor.model.surroundings import Detection, Distro, DistroRelease, Industry, SourcedSentence

README = Path(__file__).parents[2] / "knowledge" / "README.md"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def examples() -> dict[str, str]:
    """File: its text, from the fenced blocks that start with a comment naming it."""
    blocks = re.findall(r"```yaml\n# (.+?)\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    return dict(blocks)


@pytest.fixture
def base(examples: dict[str, str], tmp_path: Path) -> Path:
    for name, text in examples.items():
        folder, file = (
            ("overlay", name.removeprefix("overlay: "))
            if name.startswith("overlay: ")
            else ("base", name)
        )
        (tmp_path / folder / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / file).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_example_is_valid(base: Path) -> None:
    found = problems(base / "base", overlay=base / "overlay", today=TODAY)
    assert [problem.listed(words("en")) for problem in found] == []


def test_the_overlay_of_the_example_does_what_the_text_says(base: Path) -> None:
    framework = open_knowledge(base / "base", overlay=base / "overlay").frameworks["example"]
    marks = {(claim.criterion, claim.when is not None): claim.overlay for claim in framework.claims}
    assert marks == {
        ("docs_quality", False): "overrides",
        ("start_time", True): "withdrawn",
        ("start_time", False): None,
    }


@pytest.mark.parametrize(
    "struct",
    [
        Framework,
        Source,
        Release,
        Activity,
        Package,
        AcceleratorSupport,
        Claim,
        When,
        Criterion,
        Distro,
        DistroRelease,
        SourcedSentence,
        Detection,
        Industry,
        Engine,
        EngineSupport,
        EngineHabitsData,
        EngineStart,
        PrecisionsOn,
        KnownBad,
        LanguageModel,
        Attention,
        Precision,
    ],
)
def test_every_field_is_shown(struct: type, examples: dict[str, str]) -> None:
    everything = "\n".join(examples.values())
    fields: tuple[str, ...] = struct.__struct_fields__  # type: ignore[attr-defined]
    missing = [
        field
        for field in fields
        if field != "overlay" and not re.search(rf"\b{field}:", everything)
    ]
    assert missing == []
