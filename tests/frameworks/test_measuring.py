"""Every real framework, from nothing: built in a data folder of its own, imported, checked against
NumPy, timed.

A missing prerequisite (a Python, g++, libGL) is said with its reason and the others are tested; the
last line says how many run. With FWADVISOR_REQUIRE_ALL=1 fewer than all whose file is there is a
failure.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.benchmarking.request import MeasureRequest
from advisor.cli.session import Session
from advisor.messages import words
from advisor.model.environment import Installed
from advisor.model.event import Event, Progressed
from advisor.model.run import Run
from advisor.usecases.installing.builds import resolve_builds
from advisor.usecases.installing.environments import (
    install,
    list_environments,
    remove,
    to_install,
)
from advisor.usecases.installing.install_request import InstallRequest
from advisor.usecases.measuring.measure import Measured, measure
from advisor.usecases.settings import Settings
from advisor.views.measurements.advised import environment_line
from advisor.views.measurements.tables import build_cost, figures

pytestmark = pytest.mark.frameworks

REQUIRED = os.environ.get("FWADVISOR_REQUIRE_ALL", "") not in ("", "0")
ONLY = os.environ.get("FWADVISOR_FRAMEWORKS", "").split()
"""Ids; none means every framework whose file is there."""
NEEDED = {"simplenet_train", "matmul", "cold_import", "resident_memory"}
OTHER_BUILD = "_other_build"
"""What the reason ends with where the build for this machine's accelerator cannot be had."""
PREREQUISITES = ("no-python", "missing-program", "missing-library")
AGAIN_SECONDS = 40
"""Promised for all of them from a warm cache; a busy machine gets three times that before the test
fails."""


def tell(event: Event) -> None:
    if isinstance(event, Progressed) and event.done == 0:
        print(f"  {event.task}: {event.message}", flush=True)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The data folder that FWADVISOR_DATA names, otherwise a new one."""
    session = Session().settings
    if os.environ.get("FWADVISOR_DATA"):
        return session
    folder = tmp_path_factory.mktemp("frameworks")
    return replace(session, data=folder / "data", cache=folder / "cache")


@pytest.fixture(scope="module")
def built(settings: Settings) -> dict[str, Installed]:
    ids = tuple(
        row.framework
        for row in list_environments(settings=settings)
        if row.state != "not needed" and (not ONLY or row.framework in ONLY)
    )
    began = time.monotonic()
    request = InstallRequest(ids=ids)
    found = resolve_builds(
        to_install(request, settings=settings),
        request,
        settings=settings,
        on_event=tell,
        cancelled=lambda: False,
    )
    for row in found.rows:
        print(
            f"  {row.id}: {build_cost((row,), words('en'))}; {environment_line(row, words('en'))}"
        )
    # Gigabytes for a GPU that is not there are not fetched to test anything.
    heavy = {row.framework for row in found.rows if row.why_not.code.endswith(OTHER_BUILD)}
    assert not (REQUIRED and heavy), heavy
    done = install(
        InstallRequest(ids=tuple(id for id in ids if id not in heavy)),
        choices=found.choices,
        settings=settings,
        on_event=tell,
        cancelled=lambda: False,
    )
    print(f"\nbuilt in {time.monotonic() - began:.0f} s (load {os.getloadavg()[0]:.1f}):")
    for one in done:
        what = (
            f"{one.bytes / 1e6:6.0f} MB {one.seconds:5.0f} s" if one.ok else f"{one.what} {one.why}"
        )
        print(
            f"  {one.id:14} {what}  "
            f"{' '.join(f'{name} {version}' for name, version in one.versions.items())}"
        )
    return {one.id: one for one in done}


@pytest.fixture(scope="module")
def measured(settings: Settings, built: dict[str, Installed]) -> Measured:
    request = MeasureRequest(ids=tuple(built), care="fast")
    done = measure(
        request, settings=settings, on_event=lambda _event: None, cancelled=lambda: False
    )
    print(f"\nmeasured in {done.seconds:.0f} s (load {os.getloadavg()[0]:.1f}):")
    for run in done.runs:
        values = sorted(figures((run,)))
        result = (
            f"{values[len(values) // 2]:.4g} {run.measure.unit}"
            if values
            else f"{run.outcome}: {run.reason}"
        )
        checked = f"differs by {run.agreement:.1e}" if run.agreement is not None else ""
        print(f"  {run.framework:14} {run.workload:18} {result:>20}  {checked}")
    return done


def test_every_environment_is_built_or_says_what_is_missing(built: dict[str, Installed]) -> None:
    for one in built.values():
        if not one.ok:
            assert one.reference in PREREQUISITES, (one.id, one.what, one.why)
            assert one.hint
            print(f"not run: {one.id}: {one.what} {one.hint}")
    if REQUIRED:
        assert all(one.ok for one in built.values())


def test_every_framework_agrees_with_numpy_on_every_workload_it_has(
    built: dict[str, Installed], measured: Measured
) -> None:
    running = {one.id for one in built.values() if one.ok}
    for run in measured.runs:
        if run.framework in running:
            fine = ("ok",) if run.workload in NEEDED else ("ok", "unsupported", "too_slow")
            assert run.outcome in fine, (run.framework, run.workload, run.reason, run.tail)
            if run.outcome == "ok" and run.tolerance is not None:
                assert run.agreement is not None
                assert run.agreement <= run.tolerance
    for framework in running:
        assert _went_well(measured.runs, framework) >= NEEDED


def _went_well(runs: tuple[Run, ...], framework: str) -> set[str]:
    return {run.workload for run in runs if run.framework == framework and run.outcome == "ok"}


def test_all_of_them_are_built_again_from_the_cache_and_their_locks(
    settings: Settings, built: dict[str, Installed], measured: Measured
) -> None:
    ids = tuple(one.id for one in built.values() if one.ok)
    locks = {id: _lock(settings.data, id) for id in ids}
    remove(ids, settings=settings)
    began = time.monotonic()
    done = install(
        InstallRequest(ids=ids),
        settings=replace(settings, offline=True),
        on_event=lambda _event: None,
        cancelled=lambda: False,
    )
    seconds = time.monotonic() - began
    print(
        f"\nbuilt again from the cache in {seconds:.0f} s (promised: {AGAIN_SECONDS} on a quiet "
        f"machine)"
    )
    assert all(one.ok for one in done), [one.why for one in done if not one.ok]
    assert {id: _lock(settings.data, id) for id in ids} == locks
    assert seconds < 3 * AGAIN_SECONDS


def _lock(data: Path, id: str) -> str:
    return (data / "envs" / id / "lock.txt").read_text(encoding="utf-8")


def test_the_disk_is_not_filled_by_copies(settings: Settings, built: dict[str, Installed]) -> None:
    """uv links from its cache where both lie on one file system."""
    assert shutil.disk_usage(settings.data).free > 0
    linked = [
        file.stat().st_nlink
        for one in built.values()
        if one.ok
        for file in (settings.data / "envs" / one.id / "venv").rglob("*.so*")
        if file.is_file() and file.stat().st_size > 50_000_000
    ]
    assert not linked or min(linked) > 1


def test_the_last_line_says_how_many_run(built: dict[str, Installed], measured: Measured) -> None:
    running = [
        id
        for id, one in built.items()
        if one.ok and "simplenet_train" in _went_well(measured.runs, id)
    ]
    print(f"\n{len(running)} of {len(built)} run")
    if REQUIRED:
        assert len(running) == len(built)
