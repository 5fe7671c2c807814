"""List, install, adopt and remove the isolated environments."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from advisor.errors import AdvisorError, Cancelled, ExitCode
from advisor.lab.heads import AdapterHead, adapters, known
from advisor.lab.installing.build_failure import BuildFailure
from advisor.lab.installing.environments import (
    EnvironmentPlace,
    Info,
    as_advised,
    bytes_on_disk,
    outdated,
    place,
    read_info,
)
from advisor.messages import words
from advisor.model.environment import AdvisedPackages, EnvironmentRow, Installed, State
from advisor.model.event import Event, Progressed
from advisor.model.reason import Reason
from advisor.usecases.contributing.overlay_code import probes_of, probes_to_run
from advisor.usecases.installing.advised import advised_for, advised_here
from advisor.usecases.installing.install_request import InstallRequest
from advisor.usecases.settings import Settings

if TYPE_CHECKING:
    from advisor.lab.installing.chosen import ChosenFiles

AT_ONCE = 2
"""One download and one first import: more would only share the same line and the same
processors."""

MISSING = ("absent", "out of date")
DENSE = 1.6
"""Whatever is in them, files are unpacked to at least about this many times their size."""


class Removed(Struct, frozen=True, kw_only=True):
    """What was removed."""

    id: str
    bytes: int
    kept_bytes: int


def list_environments(*, settings: Settings) -> tuple[EnvironmentRow, ...]:
    """Every framework and the state of its environment; variants that are there follow their
    framework."""
    from advisor.lab.installing.environments import complete
    from advisor.usecases.machine.look_around import last_known

    rows = []
    there = complete(settings.data)
    heads = adapters(*probes_of(settings))
    advised = advised_here(heads, last_known(settings), settings=settings)
    for id, head in heads.items():
        rows.append(environment_row(settings, head, "", there.pop(id, None), advised.get(id)))
        for variant in head.variants:
            info = there.pop(f"{id}-{variant}", None)
            if info is not None:
                rows.append(environment_row(settings, head, variant, info, None))
    return tuple(rows)


def list_with_obstacles(*, settings: Settings) -> tuple[EnvironmentRow, ...]:
    """Every framework's environment, each that is missing with what keeps it from being built."""
    from advisor.usecases.installing.builds import with_obstacles

    rows = list_environments(settings=settings)
    heads = adapters(*probes_of(settings))
    missing = tuple(row for row in rows if row.state in MISSING and not row.variant)
    request = InstallRequest(ids=tuple(row.framework for row in missing))
    advised = advised_for(request, heads, settings)
    told = with_obstacles(missing, heads, advised, request, settings)
    by_id = {row.id: row for row in told}
    return tuple(by_id.get(row.id, row) for row in rows)


def environment_row(
    settings: Settings,
    head: AdapterHead,
    variant: str,
    info: Info | None,
    advised: AdvisedPackages | None,
) -> EnvironmentRow:
    """An environment that is there, or what it would cost.

    Args:
        info: None where it is not there.
        advised: what this machine's stack has; None where nobody knows, or the person wants
            something else.
    """
    where = place(settings.data, head.framework, variant)
    state: State
    if info is None:
        state = "not needed" if head.embedded else "absent"
    elif info.adopted:
        state = "adopted"
    else:
        state = "out of date" if outdated(info, head, variant, advised) else "ready"
    download, disk, at_least = _expected(head, variant, advised)
    if head.embedded:
        advised = None
    return EnvironmentRow(
        id=where.id,
        framework=head.framework,
        variant=variant,
        state=state,
        python=info.python if info else "",
        python_version=info.python_version if info else "",
        versions=info.versions if info else {},
        bytes=info.bytes if info else 0,
        seconds=info.seconds if info else 0.0,
        import_seconds=info.import_seconds if info else 0.0,
        built=info.built if info else "",
        kept_bytes=bytes_on_disk(where.folder) if info is None and where.folder.is_dir() else 0,
        download_megabytes=download,
        disk_megabytes=disk,
        at_least=at_least,
        install_seconds=head.install_seconds + head.first_import_seconds,
        variants=tuple(head.variants),
        advised=advised.versions if advised else {},
        advised_python=advised.python if advised else "",
        why_not=_why_not(info, advised),
    )


def _why_not(info: Info | None, advised: AdvisedPackages | None) -> Reason:
    """Why an environment that is there is not what is advised; no reason where it is, or where it
    is merely out of date."""
    if info is None or advised is None:
        return Reason()
    if info.advised is not None and info.advised.same(advised):
        return info.why_not
    if as_advised(advised, info.versions, info.python_version):
        return Reason()
    if info.adopted:
        return Reason(code="own_environment")
    return Reason(code="asked_otherwise") if info.named else Reason()


def _expected(
    head: AdapterHead, variant: str, advised: AdvisedPackages | None
) -> tuple[float, float, bool]:
    """Megabytes to download and on the disk before anybody asked an index, and whether they are
    the least."""
    from advisor.lab.installing.chosen import combined

    known = head.download_of(variant), head.disk_of(variant)
    if advised is None or advised.kind != "index" or not advised.bytes:
        return (*known, not known[0])
    asked = combined(head, advised, advised.pins)
    if known[0] and not advised.indexes and head.dependencies[0] in asked:
        return (*known, False)  # measured with those very versions
    megabytes = advised.bytes / 1e6
    return megabytes, megabytes * DENSE, True


def to_install(request: InstallRequest, *, settings: Settings) -> tuple[EnvironmentRow, ...]:
    """What `install` would build, with sizes and times as far as they are known without asking an
    index; what keeps one from being built here stands in it.

    Raises:
        AdvisorError: `unknown-framework` or `unknown-variant`.
    """
    from advisor.usecases.installing.builds import with_obstacles

    heads = adapters(*probes_of(settings))
    for id in request.ids:
        known("framework", id, heads, say=words(settings.lang))
        if request.variant:
            known("variant", request.variant, heads[id].variants, say=words(settings.lang))
    advised = advised_for(request, heads, settings)
    rows = []
    for id in request.ids:
        head = heads[id]
        if head.embedded and not request.again:
            continue
        info = read_info(place(settings.data, id, request.variant))
        row = environment_row(settings, head, request.variant, info, advised.get(id))
        if request.again or request.relock or row.state in MISSING:
            rows.append(row)
    return with_obstacles(tuple(rows), heads, advised, request, settings)


def install(
    request: InstallRequest,
    *,
    choices: Mapping[str, ChosenFiles] | None = None,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> tuple[Installed, ...]:
    """Build the environments; one that fails does not stop the others. In the order of the request.

    Args:
        choices: by framework, what was found out before the person agreed; what is not there is
            found out now.

    Raises:
        AdvisorError: `unknown-framework`, `unknown-variant`, `no-uv`, `no-python`,
            `overlay-not-trusted`.
        Cancelled: what was finished is kept.
    """
    from advisor.lab.installing.building import build
    from advisor.usecases.installing.builds import Orders

    rows = {row.framework: row for row in to_install(request, settings=settings)}
    heads = adapters(*probes_to_run(settings)) if rows else {}
    say = words(settings.lang)
    one_at_a_time = threading.Lock()

    def tell(event: Event) -> None:
        with one_at_a_time:
            on_event(event)

    orders = Orders.of(request, heads, settings, on_event=tell, cancelled=cancelled)

    def one(id: str) -> Installed:
        where = place(settings.data, id, request.variant)
        try:
            info = build(orders.order(id, (choices or {}).get(id)))
        except AdvisorError as error:
            return Installed(
                id=where.id,
                ok=False,
                reference=error.reference,
                what=error.what,
                why=error.why,
                hint=error.hint,
                reason=error.reason if isinstance(error, BuildFailure) else None,
            )
        tell(Progressed(task=where.id, message=say("ready"), done=1.0, total=1.0, seconds_left=0.0))
        return _installed(where, info, seconds=info.seconds)

    # What compiles longest begins first: the downloads of the others overlap with it.
    order = sorted(rows, key=lambda id: -heads[id].first_import_seconds)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        pending = {id: pool.submit(one, id) for id in order}
        built = {}
        stopped = False
        for id, future in pending.items():
            try:
                built[id] = future.result()
            except Cancelled:
                stopped = True
    if stopped:
        raise Cancelled
    results = []
    for id in request.ids:
        if id in built:
            results.append(built[id])
            continue
        where = place(settings.data, id, request.variant)
        info = read_info(where)
        results.append(
            _installed(where, info, seconds=0.0) if info else Installed(id=where.id, ok=True)
        )
    return tuple(results)


def _installed(where: EnvironmentPlace, info: Info, *, seconds: float) -> Installed:
    return Installed(
        id=where.id,
        ok=True,
        seconds=seconds,
        import_seconds=info.import_seconds,
        bytes=info.bytes,
        versions=info.versions,
        python_version=info.python_version,
        advised=info.advised.versions if info.advised else {},
        advised_python=info.advised.python if info.advised else "",
        why_not=info.why_not,
    )


def adopt(id: str, interpreter: Path, *, settings: Settings) -> Info:
    """Use an environment that the person already has, instead of building one.

    Raises:
        AdvisorError: `unknown-framework`, or `cannot-adopt` when the framework is not in it.
    """
    from advisor.lab.installing.adopting import look_into
    from advisor.lab.installing.folder import alone, clear, write_info

    heads = adapters(*probes_of(settings))
    known("framework", id, heads, say=words(settings.lang))
    say = words(settings.lang)
    # Not resolved: in an environment the interpreter is a link, and where it lies decides what it
    # can import.
    info = look_into(heads[id], Path(os.path.abspath(interpreter.expanduser())), say=say)
    advised = advised_for(InstallRequest(ids=(id,)), heads, settings).get(id)
    if advised is not None:
        same = as_advised(advised, info.versions, info.python_version)
        why_not = Reason() if same else Reason(code="own_environment")
        info = structs.replace(info, advised=advised, why_not=why_not)
    where = place(settings.data, id)
    with alone(where, say, lambda: False):
        where.home.mkdir(parents=True, exist_ok=True)
        clear(where)
        where.home.mkdir(parents=True, exist_ok=True)
        where.home_complete.touch()
        write_info(where, info)
    return info


def remove(
    ids: tuple[str, ...],
    *,
    settings: Settings,
    purge: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Removed, ...]:
    """Remove environments. What was recorded and what a framework compiled for itself stay, unless
    purged.

    Args:
        ids: of environments, `ID` or `ID-VARIANT`.

    Raises:
        AdvisorError: `unknown-environment`.
    """
    from advisor.lab.installing.folder import alone, clear

    say = words(settings.lang)
    heads = adapters(*probes_of(settings))
    removed = []
    for id in ids:
        framework, _, variant = id.partition("-")
        where = place(settings.data, framework, variant)
        # Of a framework that has no adapter any more the folder may still be there; nothing outside
        # is ever removed.
        left_over = re.fullmatch(r"[\w-]+", id) is not None and where.folder.is_dir()
        if framework not in heads and not left_over:
            raise AdvisorError(
                "unknown-environment",
                say("There is no environment called {id}.", id=id),
                hint="fwadvisor env list",
                exit_code=ExitCode.USAGE,
            )
        if not where.folder.is_dir():
            removed.append(Removed(id=id, bytes=0, kept_bytes=0))
            continue
        with alone(where, say, cancelled):
            before = bytes_on_disk(where.folder)
            clear(where)
            if purge:
                shutil.rmtree(where.folder, ignore_errors=True)
            after = bytes_on_disk(where.folder) if where.folder.is_dir() else 0
            removed.append(Removed(id=id, bytes=before - after, kept_bytes=after))
    return tuple(removed)


def downloads(*, settings: Settings) -> Path | None:
    """Where the downloads lie that environments are linked from: until that is emptied, little room
    is won."""
    from advisor.lab.installing.uv import cache_folder

    folder = cache_folder(settings.data, os.environ)
    return folder if folder.is_dir() else None
