"""A whole project, and what people and accidents put into one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import AdvisorError, ExitCode
from advisor.intake.pytorch_project import LARGEST_BYTES, read_project
from advisor.model.apis import Origin
from advisor.model.migration import Project

ORIGIN = Origin(
    package="torch",
    companions=("torchvision",),
    aliases={"torch.nn.modules": "torch.nn", "torch.random": "torch"},
)
GOOD = "import torch\ntorch.zeros(3)\n"
OURS = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def project(folder: Path, **files: str | bytes) -> Project:
    for name, text in files.items():
        path = folder / f"{name}.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_project(folder, ORIGIN)


def test_files_are_read_in_the_order_of_names_with_lines(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "deep.py").write_text("from torch import nn\n\nnn.ReLU()\n")
    found = project(tmp_path, b=GOOD, a=GOOD)
    assert [(use.file, use.line, use.name) for use in found.uses] == [
        ("a.py", 2, "torch.zeros"),
        ("b.py", 2, "torch.zeros"),
        ("inner/deep.py", 3, "torch.nn.ReLU"),
    ]
    assert found.files == 3


def test_one_file_is_a_project_too(tmp_path: Path) -> None:
    project(tmp_path, train=GOOD)
    found = read_project(tmp_path / "train.py", ORIGIN)
    assert [use.file for use in found.uses] == ["train.py"]


def test_other_spellings_become_those_of_the_tables(tmp_path: Path) -> None:
    code = (
        "import torch\nfrom torch.nn.modules import Linear\n"
        "Linear(1, 2)\ntorch.random.manual_seed(1)\n"
    )
    assert [use.name for use in project(tmp_path, a=code).uses] == [
        "torch.nn.Linear",
        "torch.manual_seed",
    ]


def test_companions_are_counted_by_file(tmp_path: Path) -> None:
    code = "import torchvision\nimport torchvision.transforms\n"
    assert project(tmp_path, a=code, b=code, c=GOOD).companions == {"torchvision": 2}


def test_environments_hidden_folders_and_caches_are_passed_by(tmp_path: Path) -> None:
    for folder in (".git", "venv", "__pycache__"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.py").write_text(GOOD)
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    assert project(tmp_path, a=GOOD).files == 1


def test_a_file_that_is_no_python_is_named_with_its_line_and_the_rest_goes_on(
    tmp_path: Path,
) -> None:
    found = project(tmp_path, a=GOOD, bad="x = 1\ny = = 2\n", old="print 'hello'\n")
    assert found.files == 1
    assert [(entry.file, entry.line, entry.because) for entry in found.unread] == [
        ("bad.py", 2, "syntax"),
        ("old.py", 1, "syntax"),
    ]
    assert found.uses


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"x = '\xff\xfe'\n", "encoding"),
        (b"# coding: klingon\nx = 1\n", "encoding"),
        (b"x = 1\x00\n", "encoding"),
        (b"#" + b"x" * LARGEST_BYTES, "too_large"),
        (b"x = " + b"(" * 5000 + b")" * 5000, "syntax"),
        (b"x = 1" + b" + 1" * 200_000, "too_deep"),
        (b"x = " + b"-" * 100_000 + b"1", "too_deep"),
    ],
    ids=[
        "not utf-8",
        "no such encoding",
        "null byte",
        "huge",
        "parentheses",
        "a long sum",
        "many signs",
    ],
)
def test_hostile_files_are_named_with_the_reason(
    tmp_path: Path, content: bytes, because: str
) -> None:
    found = project(tmp_path, a=GOOD, hostile=content)
    assert [(entry.file, entry.because) for entry in found.unread] == [("hostile.py", because)]
    assert found.files == 1


def test_a_file_in_its_own_declared_encoding_is_read(tmp_path: Path) -> None:
    code = "# -*- coding: gb18030 -*-\nimport torch\nname = '模型'\ntorch.ones(1)\n".encode(
        "gb18030"
    )
    assert [use.line for use in project(tmp_path, a=code).uses] == [4]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.py").symlink_to("self.py")
    found = project(tmp_path, a=GOOD)
    assert found.files == 1
    assert [entry.because for entry in found.unread] == ["unreadable"]


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert [entry.because for entry in project(tmp_path, a=GOOD).unread] == ["unreadable"]


def test_a_name_that_is_no_text_is_shown_all_the_same(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.py")).write_text(GOOD)
    found = read_project(tmp_path, ORIGIN)
    found.uses[0].file.encode()
    assert found.uses[0].file.endswith(".py")


def test_nothing_of_the_project_is_imported_or_run(tmp_path: Path) -> None:
    project(tmp_path, a=f"import torch\nopen({str(tmp_path / 'ran')!r}, 'w')\ntorch.zeros(1)\n")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(("name", "reference"), [("nowhere", "no-project"), ("empty", "no-python")])
def test_nothing_to_read_is_wrong_usage(tmp_path: Path, name: str, reference: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(AdvisorError) as caught:
        read_project(tmp_path / name, ORIGIN)
    assert caught.value.reference == reference
    assert caught.value.exit_code == ExitCode.USAGE


PIECES = st.sampled_from(
    [
        "import torch\n",
        "from torch import nn\n",
        "torch.zeros(1)\n",
        "def f(x):\n    return nn.ReLU()(x)\n",
        "(" * 300,
        "x = '\ud7ff'\n",
        "# coding: utf-7\n",
        "\x00",
        "\f",
        "\\\n",
        "class A(nn.Module): pass\n",
        "lambda: (yield)\n",
        "match x:\n  case [*a]: pass\n",
        "'\\d'\n",
        "async def g(): [await y async for y in z]\n",
        "  \t x\n",
        "type X = 3\n",
    ]
)


@OURS
@given(st.lists(st.one_of(PIECES.map(str.encode), st.binary(max_size=60)), max_size=12))
def test_whatever_stands_in_a_file_it_is_read_or_named(tmp_path: Path, pieces: list[bytes]) -> None:
    (tmp_path / "any.py").write_bytes(b"".join(pieces))
    found = read_project(tmp_path, ORIGIN)
    assert found.files + len(found.unread) == 1
    assert all(use.name.startswith("torch") and use.line > 0 for use in found.uses)
