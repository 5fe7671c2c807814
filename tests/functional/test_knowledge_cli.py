"""`fwadvisor knowledge` as people and scripts use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.functional.program import run

DATA = Path(__file__).parents[1] / "data"


def shipped(kind: str) -> int:
    """How many files of a kind there are."""
    return len(list((DATA.parents[1] / "knowledge" / kind).glob("*.yaml")))


def test_validate_lists_every_problem_with_its_place_and_answers_no(tmp_path: Path) -> None:
    broken = DATA / "broken_knowledge"
    ended = run("knowledge", "validate", str(broken), home=tmp_path)
    assert ended.returncode == 1
    lines = ended.stdout.splitlines()
    assert len(lines) > 100
    assert all(line.startswith(f"{broken}/") for line in lines)
    assert f"{broken}/frameworks/unknown_key.yaml:8:1: There is no key licens here" in ended.stdout
    assert "Did you mean licence?" in ended.stdout
    assert "Traceback" not in ended.stderr
    document = json.loads(run("knowledge", "validate", str(broken), "--json", home=tmp_path).stdout)
    assert document["schema"] == "fwadvisor.knowledge-validate/1"
    assert len(document["problems"]) == len(lines)


def test_validate_finds_the_shipped_base_clean(tmp_path: Path) -> None:
    ended = run("knowledge", "validate", home=tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "is clean" in ended.stderr


def test_validate_of_nothing_is_wrong_usage(tmp_path: Path) -> None:
    ended = run("knowledge", "validate", str(tmp_path / "nowhere"), home=tmp_path)
    assert ended.returncode == 2
    assert "error: knowledge-missing" in ended.stderr


def test_a_broken_base_stops_a_ranking_with_its_first_problems_and_no_traceback(
    tmp_path: Path,
) -> None:
    ended = run("rank", "--knowledge", str(DATA / "broken_knowledge"), home=tmp_path)
    assert ended.returncode == 1
    assert "error: knowledge-invalid" in ended.stderr
    assert "fwadvisor knowledge validate" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_list_counts_claims_and_flags_empty_cells(tmp_path: Path) -> None:
    document = json.loads(run("knowledge", "list", "--json", home=tmp_path).stdout)
    assert document["schema"] == "fwadvisor.knowledge-list/1"
    claimed = {cell["criterion"] for cell in document["cells"] if cell["state"] == "claimed"}
    assert [cell for cell in document["empty"] if cell["criterion"] in claimed] == []
    assert document["claims"] == sum(sum(grades.values()) for grades in document["counts"].values())
    assert len(document["cells"]) == shipped("frameworks") * shipped("criteria")
    told = run("knowledge", "list", home=tmp_path).stdout
    empty = len(document["empty"])
    assert f"{document['claims']} claims in all, {empty} empty cells" in told


def test_an_empty_cell_is_seen(tmp_path: Path) -> None:
    base = tmp_path / "base"
    for file in (DATA / "bicycles").rglob("*.yaml"):
        text = file.read_text("utf-8")
        if file.name == "city.yaml":
            text = "\n".join(line for line in text.split("\n") if "gears" not in line)
        copy = base / file.relative_to(DATA / "bicycles")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    ended = run("knowledge", "list", "--knowledge", str(base), home=tmp_path)
    assert "EMPTY" in ended.stdout
    assert "1 empty cells" in ended.stdout
    document = json.loads(
        run("knowledge", "list", "--json", "--knowledge", str(base), home=tmp_path).stdout
    )
    assert document["empty"] == [{"framework": "city", "criterion": "gears"}]


@pytest.mark.parametrize(
    "id", ["mindspore", "offline_install", "kylin_server_v10", "ascend_npu", "finance", "teaching"]
)
def test_show_knows_things_of_every_kind(id: str, tmp_path: Path) -> None:
    ended = run("knowledge", "show", id, home=tmp_path)
    assert ended.returncode == 0
    assert id in ended.stdout


def test_show_of_a_misspelt_id_says_what_is_near(tmp_path: Path) -> None:
    ended = run("knowledge", "show", "mindspor", home=tmp_path)
    assert ended.returncode == 2
    assert "`mindspore`" in ended.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_models_are_listed_and_shown_by_the_names_people_write(lang: str, tmp_path: Path) -> None:
    listed = run("knowledge", "list", "models", "--lang", lang, home=tmp_path)
    assert listed.returncode == 0
    assert "DeepSeek-R1" in listed.stdout
    shown = run("knowledge", "show", "deepseek r1", "--lang", lang, home=tmp_path)
    assert shown.returncode == 0
    assert "70272" in shown.stdout
    document = json.loads(run("knowledge", "list", "models", "--json", home=tmp_path).stdout)
    assert "qwen3-32b" in {model["id"] for model in document["models"]}
    kept = json.loads(run("knowledge", "list", "precisions", "--json", home=tmp_path).stdout)
    assert {"bf16", "fp8", "w4a16"} <= {precision["id"] for precision in kept["precisions"]}


def test_a_family_is_answered_with_its_models(tmp_path: Path) -> None:
    ended = run("knowledge", "show", "通义千问", home=tmp_path)
    assert ended.returncode == 2
    assert "`Qwen3-32B`" in ended.stderr


def test_an_overlay_adds_a_model_and_is_checked_at_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "overlay" / "models"
    folder.mkdir(parents=True)
    good = (
        "id: ours\nname: Ours-7B\nfamily: Ours\norganisation: {en: Ours, zh: 我们}\n"
        "modality: [text]\nparameters: 7\n"
        'sources:\n  page: {title: "A page", at: "https://example.org/page", read: "2026-01-02"}\n'
        "size_sources: [page]\n"
    )
    (folder / "ours.yaml").write_text(good, "utf-8")
    overlaid = ("--overlay", str(tmp_path / "overlay"))
    shown = run("knowledge", "show", "ours 7b", *overlaid, home=tmp_path)
    assert "models: ours" in shown.stdout
    (folder / "ours.yaml").write_text(good.replace("parameters: 7", "parameters: seven"), "utf-8")
    ended = run("knowledge", "validate", *overlaid, home=tmp_path)
    assert ended.returncode == 1
    assert "ours.yaml:6:13:" in ended.stdout


def test_the_article_is_told_with_verdicts_in_both_languages(tmp_path: Path) -> None:
    english = run(
        "knowledge", "article", "--verdict", "contradicted", "--about", "mindspore", home=tmp_path
    ).stdout
    assert "Differential privacy and federated learning capabilities built-in" in english
    assert "[contradicted] mindspore_privacy" in english
    assert "0.1.0 of April 2023" in english
    chinese = run(
        "knowledge", "article", "--about", "mindspore", "--lang", "zh", home=tmp_path
    ).stdout
    assert "联邦学习" in chinese


def test_sources_criteria_and_schemas_are_there_for_scripts(tmp_path: Path) -> None:
    sources = json.loads(run("knowledge", "sources", "--json", home=tmp_path).stdout)["sources"]
    assert len({entry["source"]["at"] for entry in sources}) == len(sources) > 100
    criteria = json.loads(run("knowledge", "criteria", "--json", home=tmp_path).stdout)["criteria"]
    assert len(criteria) == shipped("criteria")
    kinds = run("knowledge", "schema", home=tmp_path).stdout.split()
    assert "framework" in kinds
    schema = json.loads(run("knowledge", "schema", "overlay", home=tmp_path).stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert run("knowledge", "schema", "framwork", home=tmp_path).returncode == 2
