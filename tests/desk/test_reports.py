"""Reports as a person's browser and printer see them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.desk.desk import BROWSERS, QUIET, node_module, picture, program
from tests.functional.program import run

pytestmark = pytest.mark.desk


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a real decision on this machine."""
    folder = tmp_path_factory.mktemp(request.param)
    path = folder / "report.html"
    result = run(
        "report",
        "-o",
        str(path),
        "--lang",
        request.param,
        "--industry",
        "manufacturing",
        home=folder,
    )
    assert result.returncode == 0, result.stderr
    return path


def test_the_page_is_valid_html(page: Path) -> None:
    checker = node_module(".bin/html-validate")
    result = subprocess.run(
        [str(checker), "--preset", "recommended,a11y", str(page)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_in_light_and_dark_and_asks_nobody(page: Path, scheme: str) -> None:
    node_module("axe-core")
    script = Path(__file__).with_name("axe.cjs")
    result = subprocess.run(
        [program("node"), str(script), program(*BROWSERS), page.as_uri(), scheme],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["violations"] == []
    assert found["asked"] == []
    assert found["passes"] > 5


def test_the_page_has_a_picture_and_prints(page: Path, tmp_path: Path) -> None:
    picture(page, tmp_path / "page.png", tmp_path / "profile", "--window-size=1000,1400")
    assert (tmp_path / "page.png").stat().st_size > 20_000
    assert page.stat().st_size < 300_000


def test_what_is_folded_on_the_screen_is_printed(page: Path, tmp_path: Path) -> None:
    path = tmp_path / "printed.pdf"
    subprocess.run(
        [
            program(*BROWSERS),
            *QUIET,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={path}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=90,
    )
    text = subprocess.run(
        [program("pdftotext"), str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    folded = page.read_text(encoding="utf-8").split('<details id="sources">')[1]
    assert folded.split("<tbody><tr><td>")[1].split("<")[0].split()[0] in text
    assert "fwadvisor runs" in text


@pytest.mark.parametrize("suffix", ["adr.md", "md"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_markdown_passes_the_linter_with_the_rules_of_the_record_s_template(
    lang: str, suffix: str, tmp_path: Path
) -> None:
    checker = node_module(".bin/markdownlint")
    path = tmp_path / f"report.{suffix}"
    assert run("report", "-o", str(path), "--lang", lang, home=tmp_path).returncode == 0
    # MADR's own configuration: everything but the length of lines.
    rules = tmp_path / "rules.json"
    rules.write_text('{"default": true, "MD013": false}')
    result = subprocess.run(
        [str(checker), "-c", str(rules), str(path)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr[-2000:]


@pytest.mark.parametrize("need", [(), ("--waive", "maintained"), ("--among", "pytorch")])
def test_the_brief_pdf_is_one_page(page: Path, tmp_path: Path, need: tuple[str, ...]) -> None:
    lang = page.parent.name[:2]
    path = tmp_path / "brief.pdf"
    result = run("report", "--brief", "-o", str(path), "--lang", lang, *need, home=tmp_path)
    if lang == "zh" and "no-chinese-font" in result.stderr:
        print("not run: no Chinese font")
        pytest.skip("not run: no Chinese font")
    assert result.returncode == 0, result.stderr
    told = subprocess.run(
        [program("pdfinfo"), str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert "Pages:           1\n" in told


def test_the_pdf_has_pages_and_no_missing_characters(page: Path, tmp_path: Path) -> None:
    lang = page.parent.name[:2]
    path = tmp_path / "report.pdf"
    result = run(
        "report", "-o", str(path), "--lang", lang, "--industry", "manufacturing", home=tmp_path
    )
    if lang == "zh" and "no-chinese-font" in result.stderr:
        print("not run: no Chinese font")
        pytest.skip("not run: no Chinese font")
    assert result.returncode == 0, result.stderr
    text = subprocess.run(
        [program("pdftotext"), str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "PyTorch" in text
    assert "\ufffd" not in text
