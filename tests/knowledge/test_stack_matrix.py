"""The resolver beside uv, on a plain CPU, from the shipped snapshot and uv's recorded answers."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.catalog.refreshing.followed import followed
from advisor.model.releases import PackageReleases

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ROOT / "knowledge" / "releases"
LARGEST = 3 << 20
"""Bytes of the whole folder."""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """tools/ is no package: its scripts are loaded by their path."""
    at = ROOT / "tools" / "stack_matrix.py"
    spec = importlib.util.spec_from_file_location("stack_matrix_tool", at)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def snapshots() -> dict[str, PackageReleases]:
    return {
        file.stem: msgspec.json.decode(file.read_bytes(), type=PackageReleases)
        for file in sorted(RELEASES.glob("*.json"))
    }


def test_every_plain_machine_gets_what_uv_finds(tool: ModuleType) -> None:
    stock = tool.opened(ROOT / "knowledge")
    answers = msgspec.json.decode(tool.ANSWERS.read_bytes(), type=tool.Uv)
    every = {name for packages in tool.own_packages(stock).values() for name in packages}
    assert set(answers.answers) == {name for name in every if not tool.only_sources(stock, name)}
    assert {len(places) for places in answers.answers.values()} == {80}
    found = [
        f"{one.framework} {one.cell.place}: {one.here}, uv {one.uv}"
        for one in tool.differences(stock, answers)
    ]
    assert found == []


def test_source_archives_alone_are_judged_by_python_and_by_what_their_metadata_lack(
    tool: ModuleType,
) -> None:
    stock = tool.opened(ROOT / "knowledge")
    packages = [name for (name, *_) in tool.own_packages(stock).values()]
    alone = [name for name in packages if tool.only_sources(stock, name)]
    assert alone == ["jittor"]
    found = {cell.python: tool.here_in(stock, "jittor", cell) for cell in tool.cells("jittor")}
    newest = stock.releases("jittor").releases[0].version
    assert {python for python, version in found.items() if version == newest} == {
        f"3.{minor}" for minor in range(8, 13)
    }
    assert {found[f"3.{minor}"] for minor in range(13, 16)} == {""}


def test_the_written_table_says_the_same(tool: ModuleType) -> None:
    assert "Differences: 0." in tool.TABLE.read_text("utf-8")


def test_uv_was_asked_as_of_the_snapshot(
    tool: ModuleType, snapshots: dict[str, PackageReleases]
) -> None:
    answers = msgspec.json.decode(tool.ANSWERS.read_bytes(), type=tool.Uv)
    days = {snapshots[package].read for package in answers.answers}
    assert days == {answers.exclude_newer}


def test_the_release_index_is_compact_and_names_no_host() -> None:
    files = [file for file in RELEASES.iterdir() if file.is_file()]
    assert sum(file.stat().st_size for file in files) < LARGEST
    for file in files:
        text = file.read_text("utf-8")
        own = [url for url in re.findall(r"https?://[^\s\"]+", text) if "/simple" in url]
        assert own == [], file.name


def test_every_followed_package_has_a_file(snapshots: dict[str, PackageReleases]) -> None:
    names = followed(ROOT / "knowledge", open_knowledge(ROOT / "knowledge").frameworks.values())
    read = {name for name in snapshots if "@" not in name}
    assert read == names.names
    days = Counter(snapshots[name].read for name in read)
    assert len(days) == 1, "one snapshot, one day"


def test_every_package_of_a_recipe_is_followed() -> None:
    knowledge = open_knowledge(ROOT / "knowledge")
    names = followed(ROOT / "knowledge", knowledge.frameworks.values()).names
    for file in open_stacks(ROOT / "knowledge").compatibility.values():
        for recipe in file.recipes:
            for id in recipe.packages if recipe.kind == "index" else ():
                component = file.components.get(id)
                package = (component.package if component else "") or id
                assert canonicalize_name(package) in names, (file.id, id)


def test_requirements_are_kept_of_followed_packages_alone(
    snapshots: dict[str, PackageReleases],
) -> None:
    for name, snapshot in snapshots.items():
        for release in snapshot.releases:
            for text in release.requires:
                assert Requirement(text).name in snapshots, (name, release.version, text)


def test_a_described_index_says_where_it_is_described(
    snapshots: dict[str, PackageReleases],
) -> None:
    described = {name: found for name, found in snapshots.items() if "@" in name}
    assert described
    for name, found in described.items():
        assert found.described_by, name
        assert found.at.endswith((found.build, f"{found.build}/")), name
        assert all(release.requires_unknown for release in found.releases), name


def test_a_plug_in_asks_for_another_build_on_another_machine(
    snapshots: dict[str, PackageReleases],
) -> None:
    releases = {entry.version: entry for entry in snapshots["torch-npu"].releases}
    assert releases["2.9.0"].requires == (
        'torch==2.9.0; platform_machine == "aarch64"',
        'torch==2.9.0+cpu; platform_machine == "x86_64"',
    )
