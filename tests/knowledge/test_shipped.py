"""The shipped base: clean, complete, sourced, in both languages, and its schemas current."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advisor.catalog.folder import FOLDERS, api_files, model_files, yaml_files
from advisor.catalog.load import open_apis, open_knowledge, open_stacks, problems
from advisor.lab.heads import adapters
from advisor.messages import words
from advisor.model.criterion import Criterion, Ordinal
from advisor.model.knowledge import Knowledge
from advisor.usecases.knowledge.browse import beside, cited, coverage

ROOT = Path(__file__).parents[2]
BASE = ROOT / "knowledge"
FILES = (*yaml_files(BASE), *api_files(BASE), *model_files(BASE))
SCHEMA_OF = {
    "frameworks": "framework",
    "criteria": "criterion",
    "families": "family",
    "distros": "distro",
    "accelerators": "accelerator",
    "industries": "industry",
    "tasks": "task",
    "benchmarks": "benchmark",
    "audits": "audit",
    "apis": "api_table",
    "models": "model",
    "precisions": "precision",
}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return open_knowledge(BASE, cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def wrong() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems(BASE, today=datetime.now(UTC).date()):
        found.setdefault(problem.file, []).append(problem.listed(words("en")))
    return found


@pytest.mark.parametrize("file", FILES)
def test_a_shipped_file_is_clean_and_names_its_schema(
    file: str, wrong: dict[str, list[str]]
) -> None:
    assert wrong.get(file, []) == []
    first = (BASE / file).read_text("utf-8").split("\n", 1)[0]
    folder = file.split("/")[0]
    schema = "schema/article.json" if "/" not in file else f"../schema/{SCHEMA_OF[folder]}.json"
    assert first == f"# yaml-language-server: $schema={schema}"
    assert (BASE / file).parent.joinpath(schema).is_file()


def test_nothing_else_is_wrong(wrong: dict[str, list[str]]) -> None:
    assert {file: found for file, found in wrong.items() if file not in FILES} == {}


def test_the_schemas_are_those_of_the_models() -> None:
    ended = subprocess.run(
        [sys.executable, ROOT / "tools" / "write_schemas.py", "--check"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout) == (0, "")


def test_every_file_is_a_thing_under_the_name_of_its_file(knowledge: Knowledge) -> None:
    for folder in FOLDERS:
        stems = {path.stem for path in (BASE / folder).glob("*.yaml")}
        assert stems, folder
        assert set(getattr(knowledge, folder)) == stems, folder


def test_every_framework_that_can_be_measured_is_described(knowledge: Knowledge) -> None:
    measured = {id for id, head in adapters(ROOT / "probes").items() if not head.reference}
    assert measured
    assert measured <= set(knowledge.frameworks)


def test_a_plain_processor_is_the_one_device_that_every_machine_has(knowledge: Knowledge) -> None:
    assert [id for id, entry in knowledge.accelerators.items() if entry.always] == ["cpu"]


def test_what_one_framework_answers_all_answer(knowledge: Knowledge) -> None:
    """No cell is empty, but where a criterion is so new that nobody was asked."""
    cells = coverage(knowledge)
    asked = {cell.criterion for cell in cells if cell.state in ("claimed", "measured", "derived")}
    empty = [
        (cell.framework, cell.criterion)
        for cell in cells
        if cell.state == "empty" and cell.criterion in asked
    ]
    assert empty == []


def test_a_device_that_one_framework_tells_of_all_tell_of(knowledge: Knowledge) -> None:
    told = {
        entry.accelerator
        for framework in knowledge.frameworks.values()
        for entry in framework.accelerators
        if entry.state != "unknown"
    }
    missing = [
        (framework.id, accelerator)
        for framework in knowledge.frameworks.values()
        for accelerator in told - {entry.accelerator for entry in framework.accelerators}
    ]
    assert missing == []


def test_maintained_is_a_must_by_default(knowledge: Knowledge) -> None:
    assert [id for id, criterion in knowledge.criteria.items() if criterion.must] == ["maintained"]
    assert knowledge.criteria["maintained"].must == "yes"


def test_every_level_has_a_label(knowledge: Knowledge) -> None:
    for criterion in knowledge.criteria.values():
        if isinstance(criterion.scale, Ordinal):
            assert set(criterion.level_labels) == set(criterion.scale.levels), criterion.id


def test_the_points_of_a_profile_sum_to_a_hundred(knowledge: Knowledge) -> None:
    for purpose in (*knowledge.industries.values(), *knowledge.tasks.values()):
        assert sum(purpose.weights.values()) == 100, purpose.id


def test_a_must_of_a_profile_leaves_at_least_two_frameworks(knowledge: Knowledge) -> None:
    for purpose in (*knowledge.industries.values(), *knowledge.tasks.values()):
        for criterion, bound in purpose.musts.items():
            levels = _ordinal(knowledge.criteria[criterion]).levels
            reaching = {
                framework
                for framework, level in _levels_said(knowledge, criterion)
                if levels[level] >= levels[bound]
            }
            assert len(reaching) >= 2, (purpose.id, criterion)


def _ordinal(criterion: Criterion) -> Ordinal:
    assert isinstance(criterion.scale, Ordinal)
    return criterion.scale


def _levels_said(knowledge: Knowledge, criterion: str) -> Iterator[tuple[str, str]]:
    """Framework and level of everything that is claimed, or that an engine's file says."""
    for framework in knowledge.frameworks.values():
        for claim in framework.claims:
            if claim.criterion == criterion and claim.value:
                yield framework.id, str(claim.value)
    purpose = knowledge.criteria[criterion].engines
    for engine in open_stacks(BASE).engines.values():
        if purpose in engine.does:
            for place in engine.places:
                yield from ((framework, place.state) for framework in engine.frameworks)


def texts(thing: object) -> list[tuple[str, str]]:
    """Every pair of texts in a thing."""
    found: list[tuple[str, str]] = []
    for name in getattr(thing, "__struct_fields__", ()):
        value = getattr(thing, name)
        if getattr(type(value), "__name__", "") == "Text":
            found.append((value.en, value.zh))
        elif isinstance(value, dict):
            for item in value.values():
                found += [(item.en, item.zh)] if type(item).__name__ == "Text" else texts(item)
        elif isinstance(value, tuple):
            for item in value:
                found += texts(item)
        elif hasattr(value, "__struct_fields__"):
            found += texts(value)
    return found


def test_every_sentence_is_there_in_english_and_in_chinese(knowledge: Knowledge) -> None:
    pairs = texts(knowledge)
    assert len(pairs) > 400
    for english, chinese in pairs:
        assert english, chinese
        assert chinese, english
        assert not HAN.search(english), english
        if len(re.findall("[A-Za-z]{4,}", english)) >= 4:
            assert HAN.search(chinese), english


def test_every_source_can_be_opened_by_a_reader_and_none_is_a_package_registry(
    knowledge: Knowledge,
) -> None:
    for entry in cited(knowledge, open_apis(BASE), beside(open_stacks(BASE))):
        address = entry.source.at
        assert entry.source.title, address
        if address.startswith(("PyPI: ", "Debian ")):
            assert re.fullmatch(r"(PyPI|Debian \d+): [A-Za-z0-9_.-]+==[A-Za-z0-9.+-]+", address), (
                address
            )
        elif address.startswith("http"):
            assert re.fullmatch(r"https?://[^\s]+", address), address
            assert not re.search(
                r"pypi\.org|pythonhosted|files\.python|packages\.debian", address
            ), address
        else:
            assert re.fullmatch(
                r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+ [^\s@]+@[A-Za-z0-9_./-]+", address
            ), address


def test_no_value_is_a_measurement_of_a_developers_machine(knowledge: Knowledge) -> None:
    for framework in knowledge.frameworks.values():
        for claim in framework.claims:
            assert claim.grade not in ("measured", "elsewhere"), (framework.id, claim.criterion)


def test_every_statement_of_the_article_is_about_something_that_the_article_says(
    knowledge: Knowledge,
) -> None:
    assert knowledge.article is not None
    trials = knowledge.article.trials
    assert len(trials) >= 60
    assert {trial.verdict for trial in trials} == {
        "confirmed",
        "stale",
        "contradicted",
        "unconfirmed",
        "opinion",
    }
    rows = [
        trial
        for trial in trials
        if trial.id.startswith("table_") and trial.id != "table_conditions"
    ]
    told = {about for trial in rows for about in trial.about}
    assert told
    assert told <= set(knowledge.frameworks)
    assert all(trial.verdict == "contradicted" for trial in rows)
