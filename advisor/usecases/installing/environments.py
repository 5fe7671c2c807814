"""List, install, adopt and remove the isolated environments."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec import Struct

from advisor.errors import AdvisorError, Cancelled, ExitCode
from advisor.lab.heads import AdapterHead, adapters, known
from advisor.lab.installing.build_failure import BuildFailure
from advisor.lab.installing.environments import (
    EnvironmentPlace,
    Info,
    bytes_on_disk,
    place,
    read_info,
)
from advisor.messages import words
from advisor.model.environment import EnvironmentRow, Installed, State
from advisor.model.event import Event, Progressed
from advisor.usecases.contributing.overlay_code import probes_of, probes_to_run
from advisor.usecases.settings import Settings

AT_ONCE = 2
"""One download and one first import: more would only share the same line and the same
processors."""


class InstallRequest(Struct, frozen=True, kw_only=True):
    """What to install."""

    ids: tuple[str, ...]
    variant: str = ""
    index: str = ""
    python: str = ""
    again: bool = False
    relock: bool = False


class Removed(Struct, frozen=True, kw_only=True):
    """What was removed."""

    id: str
    bytes: int
    kept_bytes: int


def list_environments(*, settings: Settings) -> tuple[EnvironmentRow, ...]:
    """Every framework and the state of its environment; variants that are there follow their
    framework."""
    from advisor.lab.installing.environments import complete

    rows = []
    there = complete(settings.data)
    for id, head in adapters(*probes_of(settings)).items():
        rows.append(_row(settings, head, "", there.pop(id, None)))
        for variant in head.variants:
            info = there.pop(f"{id}-{variant}", None)
            if info is not None:
                rows.append(_row(settings, head, variant, info))
    return tuple(rows)


def _row(settings: Settings, head: AdapterHead, variant: str, info: Info | None) -> EnvironmentRow:
    where = place(settings.data, head.framework, variant)
    state: State
    if info is None:
        state = "not needed" if head.embedded else "absent"
    elif info.adopted:
        state = "adopted"
    else:
        state = "ready" if info.head == head.digest(variant) else "out of date"
    more = head.variants.get(variant)
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
        download_megabytes=(more.download_megabytes or 0.0) if more else head.download_megabytes,
        disk_megabytes=(more.disk_megabytes or 0.0) if more else head.disk_megabytes,
        install_seconds=head.install_seconds + head.first_import_seconds,
        variants=tuple(head.variants),
    )


def to_install(request: InstallRequest, *, settings: Settings) -> tuple[EnvironmentRow, ...]:
    """What `install` would build, with sizes and times, to ask about first.

    Raises:
        AdvisorError: `unknown-framework` or `unknown-variant`.
    """
    heads = adapters(*probes_of(settings))
    rows = []
    for id in request.ids:
        known("framework", id, heads, say=words(settings.lang))
        head = heads[id]
        if request.variant:
            known("variant", request.variant, head.variants, say=words(settings.lang))
        if head.embedded and not request.again:
            continue
        row = _row(
            settings, head, request.variant, read_info(place(settings.data, id, request.variant))
        )
        if request.again or request.relock or row.state in ("absent", "out of date"):
            rows.append(row)
    return tuple(rows)


def install(
    request: InstallRequest,
    *,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> tuple[Installed, ...]:
    """Build the environments; one that fails does not stop the others. In the order of the request.

    Raises:
        AdvisorError: `unknown-framework`, `unknown-variant`, `no-uv`, `no-python`,
            `overlay-not-trusted`.
        Cancelled: what was finished is kept.
    """
    from advisor.lab.installing.building import BuildOrder, build
    from advisor.lab.installing.indexes import pip_settings
    from advisor.lab.installing.interpreters import Interpreter, ask, find
    from advisor.lab.installing.uv import find_uv

    rows = {row.framework: row for row in to_install(request, settings=settings)}
    heads = adapters(*probes_to_run(settings)) if rows else {}
    say = words(settings.lang)
    one_at_a_time = threading.Lock()

    def tell(event: Event) -> None:
        with one_at_a_time:
            on_event(event)

    indexes, uv = pip_settings(), find_uv(say) if rows else ""
    python = Path(request.python).expanduser().absolute() if request.python else None
    interpreters: tuple[Interpreter, ...] = ()
    if python is not None:
        answer = ask(str(python))
        if answer is not None:
            python, interpreters = Path(answer.path), (answer,)
    elif rows:
        interpreters = find()

    def one(id: str) -> Installed:
        where = place(settings.data, id, request.variant)
        order = BuildOrder(
            head=heads[id],
            variant=request.variant,
            data=settings.data,
            interpreters=interpreters,
            indexes=indexes,
            uv=uv,
            python=python,
            index=request.index,
            offline=settings.offline,
            again=request.again,
            relock=request.relock,
            say=say,
            on_event=tell,
            cancelled=cancelled,
        )
        try:
            info = build(order)
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
