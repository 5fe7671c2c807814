"""Code of an overlay runs as it was when somebody said yes, and nothing else of the folder does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.lab import overlay_code
from advisor.lab.heads import adapters
from advisor.lab.overlay_code import agree, agreed, code_in
from advisor.lab.staging import stage
from advisor.messages import words
from advisor.resources import probes_dir

SAY = words("en")


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    reference = (probes_dir() / "frameworks" / "numpy_reference.py").read_text(encoding="utf-8")
    own = reference.replace('"numpy_reference"', '"toy"').replace("# reference = true\n", "")
    write(folder / "probes" / "frameworks" / "toy.py", own)
    write(folder / "criteria" / "weight.yaml", "id: weight\n")
    return folder


def test_knowledge_alone_is_no_code(overlay: Path) -> None:
    (overlay / "probes" / "frameworks" / "toy.py").unlink()
    assert code_in(overlay, say=SAY) is None


def test_a_yes_is_for_exactly_what_was_read(overlay: Path, tmp_path: Path) -> None:
    code = code_in(overlay, say=SAY)
    assert code is not None
    assert agreed(code, tmp_path) is None
    copy = agree(code, tmp_path, say=SAY)
    assert agreed(code, tmp_path) == copy
    adapter = overlay / "probes" / "frameworks" / "toy.py"
    before = adapter.read_bytes()
    adapter.write_text("import os\n", encoding="utf-8")
    changed = code_in(overlay, say=SAY)
    assert changed is not None
    assert agreed(changed, tmp_path) is None
    assert (copy / "probes" / "frameworks" / "toy.py").read_bytes() == before


@pytest.mark.parametrize("name", ["probes/frameworks/more.py", "templates/toy/starter.yaml"])
def test_a_file_that_is_added_asks_again(name: str, overlay: Path, tmp_path: Path) -> None:
    code = code_in(overlay, say=SAY)
    assert code is not None
    agree(code, tmp_path, say=SAY)
    write(overlay / name, "title: x\n")
    more = code_in(overlay, say=SAY)
    assert more is not None
    assert agreed(more, tmp_path) is None


def test_a_claim_that_changes_does_not_ask_again(overlay: Path, tmp_path: Path) -> None:
    code = code_in(overlay, say=SAY)
    assert code is not None
    agree(code, tmp_path, say=SAY)
    write(overlay / "criteria" / "weight.yaml", "id: weight\ngroup: people\n")
    same = code_in(overlay, say=SAY)
    assert same is not None
    assert agreed(same, tmp_path) is not None


def test_too_much_code_is_refused(overlay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlay_code, "LARGEST_MEGABYTES", 0)
    with pytest.raises(AdvisorError) as caught:
        code_in(overlay, say=SAY)
    assert caught.value.reference == "overlay-too-large"


def test_its_adapters_stand_beside_the_shipped_ones_and_go_over_a_namesake(overlay: Path) -> None:
    heads = adapters(probes_dir(), overlay / "probes")
    assert "toy" in heads
    assert list(heads) == sorted(heads)
    assert heads.keys() - {"toy"} == adapters(probes_dir()).keys()
    own = (overlay / "probes" / "frameworks" / "toy.py").read_text(encoding="utf-8")
    one = own.replace('"toy"', '"numpy_reference"').replace(
        "disk_megabytes = 80", "disk_megabytes = 81"
    )
    write(overlay / "probes" / "frameworks" / "numpy_reference.py", one)
    assert adapters(probes_dir(), overlay / "probes")["numpy_reference"].disk_megabytes == 81


def test_only_adapters_and_workloads_of_it_reach_a_worker(overlay: Path, tmp_path: Path) -> None:
    write(overlay / "probes" / "worker.py", "raise SystemExit\n")
    write(overlay / "probes" / "machine" / "cpu.py", "raise SystemExit\n")
    staged = stage(probes_dir(), tmp_path, overlaid=(overlay / "probes",), say=SAY) / "probes"
    assert (staged / "frameworks" / "toy.py").is_file()
    assert (staged / "worker.py").read_bytes() == (probes_dir() / "worker.py").read_bytes()
    assert not (staged / "machine").exists()


def test_what_is_no_regular_file_is_refused_and_nothing_waits_for_it(overlay: Path) -> None:
    os.mkfifo(overlay / "probes" / "frameworks" / "pipe.py")
    with pytest.raises(AdvisorError) as caught:
        code_in(overlay, say=SAY)
    assert caught.value.reference == "overlay-unreadable"
    with pytest.raises(AdvisorError) as caught:
        adapters(probes_dir(), overlay / "probes")
    assert caught.value.reference == "bad-head"
