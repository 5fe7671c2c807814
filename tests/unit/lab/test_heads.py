"""Heads are read as text, strictly, and name the file that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import AdvisorError, ExitCode
from advisor.lab.heads import adapters, known, workloads
from advisor.messages import words
from advisor.resources import probes_dir

HEAD = """# /// script
# requires-python = ">=3.9,<3.11"
# dependencies = ["brightnet==1.2", "numpy==1.26.4"]
#
# [tool.fwadvisor]
# framework = "brightnet"
# imports = ["brightnet"]
# preferred-python = "3.10"
# environment = {QUIET = "1", CONFIG = "{python_config}"}
# needs = ["g++"]
# [[tool.fwadvisor.tunings]]
# name = "wide"
# environment = {WIDE = "1"}
# why = "it is narrow"
# [tool.fwadvisor.variants.cuda]
# dependencies = ["brightnet-gpu==1.2"]
# index = "https://example.org/simple"
# ///
raise RuntimeError("never imported")
"""


def probes(tmp_path: Path, text: str = HEAD, name: str = "brightnet") -> Path:
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / f"{name}.py").write_text(text)
    (tmp_path / "frameworks" / "__init__.py").write_text("")
    return tmp_path


def test_an_adapter_is_read_without_being_imported(tmp_path: Path) -> None:
    head = adapters(probes(tmp_path))["brightnet"]
    assert head.preferred_python == ("3.10",)
    assert head.environment["CONFIG"] == "{python_config}"
    assert head.tunings[0].name == "wide"
    assert head.variants["cuda"].index == "https://example.org/simple"
    assert not head.embedded


def test_what_needs_only_numpy_is_run_by_our_own_interpreter(tmp_path: Path) -> None:
    text = HEAD.replace('["brightnet==1.2", "numpy==1.26.4"]', '["numpy>=1.23"]')
    assert adapters(probes(tmp_path, text))["brightnet"].embedded


def test_another_pin_makes_an_environment_out_of_date(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "old").mkdir()
    old = adapters(probes(tmp_path / "old"))["brightnet"]
    new = adapters(probes(tmp_path / "new", HEAD.replace("brightnet==1.2", "brightnet==1.3")))[
        "brightnet"
    ]
    assert old.digest("") != new.digest("")
    assert old.digest("") != old.digest("cuda")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("# /// script", "# /// other"), "no `# /// script` block"),
        (('framework = "brightnet"', 'framework = "dimnet"'), "dimnet"),
        (("requires-python", "requires_snake"), "requires_python"),
        (('imports = ["brightnet"]', 'imports = "brightnet"'), "imports"),
        (('imports = ["brightnet"]', "imports = [brightnet]"), "not TOML"),
    ],
)
def test_a_wrong_head_is_named_with_what_is_wrong(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(AdvisorError) as caught:
        adapters(probes(tmp_path, HEAD.replace(*change)))
    assert caught.value.reference == "bad-head"
    assert "brightnet.py" in caught.value.what
    assert said in caught.value.why


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(AdvisorError) as caught:
        known("framework", "brihtnet", {"brightnet": 1, "other": 2}, say=words("en"))
    assert caught.value.exit_code is ExitCode.USAGE
    assert "`brightnet`" in caught.value.hint


def test_every_shipped_head_can_be_read() -> None:
    heads, tasks = adapters(probes_dir()), workloads(probes_dir())
    assert len(heads) >= 8
    assert {"simplenet_train", "matmul", "cold_import", "resident_memory"} <= set(tasks)
    assert [head.framework for head in heads.values() if head.embedded] == ["numpy_reference"]
    assert tasks["matmul"].measure.figure(1.0) == pytest.approx(2.147483648)
    assert not tasks["cold_import"].timed
