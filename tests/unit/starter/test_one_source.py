"""What a framework needs stands in the head of its adapter and nowhere else."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from advisor.lab.heads import AdapterHead, adapters
from advisor.lab.installing.prerequisites import package_of
from advisor.resources import probes_dir
from advisor.starter.template import TEMPLATES

ROOT = Path(__file__).parents[3]
HEADS = {id: head for id, head in adapters(probes_dir()).items() if not head.embedded}
OURS = {"numpy"}
"""What the program and the exporters pin for reasons of their own."""
WRITTEN = (
    "probes/frameworks/",  # the source
    "knowledge/",  # claims about releases, each with its source
    "requirements/",  # locks of the program itself
    "docs/",  # what was measured, with the versions of that day
    "tests/",
    "screenshots/",
    "CHANGELOG.md",
    "DECISIONS.md",
    "advisor/locale/",
)
"""Where a version may stand, and why."""
GENERATED = re.compile(r"# Frameworks: begin\n.*?# Frameworks: end\n", re.DOTALL)


def pinned() -> set[str]:
    """What the heads ask for, other builds included: `torch==2.13`, `setuptools<81`; of an exact
    version the first two numbers, since whoever repeats a pin repeats these."""
    requirements = [
        Requirement(each)
        for head in HEADS.values()
        for each in (
            *head.dependencies,
            *(more for variant in head.variants.values() for more in variant.dependencies),
        )
    ]
    return {
        f"{each.name}{bound.operator}{'.'.join(bound.version.split('.')[:2])}"
        for each in requirements
        for bound in each.specifier
        if each.name not in OURS
    }


def sources() -> list[Path]:
    """The files of the project in which no framework's version may stand."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if found.returncode != 0:
        pytest.skip("not a checkout of git: what belongs to the project is not known")
    return [
        ROOT / name
        for name in found.stdout.splitlines()
        if not name.startswith(WRITTEN) and (ROOT / name).is_file()
    ]


def test_no_file_but_the_head_writes_down_what_a_head_pins() -> None:
    pins = pinned()
    assert pins
    repeated = []
    for path in sources():
        try:
            text = GENERATED.sub("", path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        plain = re.sub(r"\[[\w-]+\]|[ \t]", "", text)
        repeated += [f"{path.relative_to(ROOT)}: {pin}" for pin in pins if pin in plain]
    assert repeated == []


def test_the_extras_are_the_pins_of_the_heads() -> None:
    ended = subprocess.run(
        [sys.executable, ROOT / "tools" / "write_extras.py", "--check"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout) == (0, "")


@pytest.mark.parametrize("id", HEADS)
def test_a_template_repeats_no_need_of_its_framework(id: str) -> None:
    head = HEADS[id]
    folder = TEMPLATES / id
    if not folder.is_dir():
        pytest.skip("it has no starter")
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert [need for need in needs(head) if need in text] == [], path
    template = yaml.safe_load((folder / "starter.yaml").read_text(encoding="utf-8"))
    assert not set(template.get("reserves", ())) & set(head.imports)


def needs(head: AdapterHead) -> set[str]:
    """Requirements, programs, libraries and the packages that have them."""
    things = (*head.needs, *head.libraries)
    packages = {
        name
        for thing in things
        for name in (package_of(thing, head).deb, package_of(thing, head).rpm)
    }
    return {*things, *packages, *(each.partition(";")[0].strip() for each in head.dependencies)} - {
        "setuptools"  # a name without a version says nothing that could differ
    }
