"""Environments before they are built: what keeps one from being built here, and what uv finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from advisor.errors import AdvisorError, Cancelled
from advisor.lab.heads import AdapterHead, adapters
from advisor.lab.installing.build_failure import BuildFailure
from advisor.lab.installing.building import (
    BuildOrder,
    choose_for,
    disk_bytes,
    prerequisites,
)
from advisor.lab.installing.chosen import ChosenFiles, Means, WantedEnvironment
from advisor.lab.installing.indexes import pip_settings
from advisor.lab.installing.interpreters import Interpreter, ask, find
from advisor.lab.installing.uv import find_uv
from advisor.messages import words
from advisor.model.environment import AdvisedPackages, EnvironmentRow, Obstacle
from advisor.model.event import Event, Progressed
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.installing.advised import advised_for
from advisor.usecases.installing.install_request import InstallRequest
from advisor.usecases.settings import Settings

AT_ONCE = 4
"""uv mostly waits for the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedBuilds:
    """What would be built, as uv found it."""

    rows: tuple[EnvironmentRow, ...]
    """In the order in which they came; what uv could not tell stays as it was."""
    choices: dict[str, ChosenFiles]
    """By framework."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What every build of a request shares."""

    request: InstallRequest
    heads: Mapping[str, AdapterHead]
    advised: Mapping[str, AdvisedPackages]
    means: Means
    python: Path | None
    on_event: Callable[[Event], None]

    @staticmethod
    def of(
        request: InstallRequest,
        heads: Mapping[str, AdapterHead],
        settings: Settings,
        *,
        on_event: Callable[[Event], None],
        cancelled: Callable[[], bool],
    ) -> Orders:
        """The orders of a request.

        Raises:
            AdvisorError: `no-uv`.
        """
        say = words(settings.lang)
        python, interpreters = interpreters_for(request) if heads else (None, ())
        means = Means(
            data=settings.data,
            interpreters=interpreters,
            indexes=pip_settings(),
            uv=find_uv(say) if heads else "",
            offline=settings.offline,
            say=say,
            cancelled=cancelled,
        )
        return Orders(
            request=request,
            heads=heads,
            advised=advised_for(request, heads, settings, look=True),
            means=means,
            python=python,
            on_event=on_event,
        )

    def order(self, id: str, choice: ChosenFiles | None = None) -> BuildOrder:
        """The order of one framework."""
        request = self.request
        wanted = WantedEnvironment(
            head=self.heads[id],
            variant=request.variant,
            advised=self.advised.get(id),
            python=self.python,
            index=request.index,
        )
        return BuildOrder(
            wanted=wanted,
            means=self.means,
            choice=choice,
            again=request.again,
            relock=request.relock,
            on_event=self.on_event,
        )


def interpreters_for(request: InstallRequest) -> tuple[Path | None, tuple[Interpreter, ...]]:
    """The Python that a request names, if any, and those that may be built with."""
    if not request.python:
        return None, find()
    named = Path(request.python).expanduser().absolute()
    answer = ask(str(named))
    return (Path(answer.path), (answer,)) if answer is not None else (named, ())


def with_obstacles(
    rows: tuple[EnvironmentRow, ...],
    heads: Mapping[str, AdapterHead],
    advised: Mapping[str, AdvisedPackages],
    request: InstallRequest,
    settings: Settings,
) -> tuple[EnvironmentRow, ...]:
    """The rows, each with what keeps it from being built here."""
    if not rows:
        return ()
    python, interpreters = interpreters_for(request)
    means = Means(
        data=settings.data,
        interpreters=interpreters,
        indexes=pip_settings(),
        uv="",
        offline=settings.offline,
        say=words(settings.lang),
        cancelled=lambda: False,
    )
    orders = Orders(
        request=request,
        heads=heads,
        advised=advised,
        means=means,
        python=python,
        on_event=lambda _event: None,
    )
    return tuple(replace(row, obstacle=_obstacle(orders.order(row.framework))) for row in rows)


def _obstacle(order: BuildOrder) -> Obstacle | None:
    try:
        prerequisites(order)
    except AdvisorError as error:
        return Obstacle(
            reference=error.reference,
            what=error.what,
            why=error.why,
            hint=error.hint,
            reason=error.reason if isinstance(error, BuildFailure) else None,
        )
    return None


def resolve_builds(
    rows: tuple[EnvironmentRow, ...],
    request: InstallRequest,
    *,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> ResolvedBuilds:
    """Let uv find what would be built, and how large its files are that are not here yet; where it
    cannot, what was expected stays.

    Raises:
        Cancelled: the person stopped it.
    """
    able = [row for row in rows if row.obstacle is None]
    if not able:
        return ResolvedBuilds(rows=rows, choices={})
    heads = adapters(*probes_of(settings))
    say = words(settings.lang)
    try:
        orders = Orders.of(request, heads, settings, on_event=on_event, cancelled=cancelled)
    except AdvisorError:
        return ResolvedBuilds(rows=rows, choices={})
    on_event(Progressed(task="environments", message=say("choosing versions")))

    def one(row: EnvironmentRow) -> ChosenFiles | None:
        try:
            return choose_for(orders.order(row.framework), sizes=True)
        except AdvisorError:
            return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {row.framework: pool.submit(one, row) for row in able}
    found = {id: future.result() for id, future in futures.items()}
    if cancelled():
        raise Cancelled
    choices = {id: choice for id, choice in found.items() if choice is not None}
    told = tuple(
        _as_found(row, choices[row.framework], orders.order(row.framework))
        if row.framework in choices
        else row
        for row in rows
    )
    return ResolvedBuilds(rows=told, choices=choices)


def _as_found(row: EnvironmentRow, choice: ChosenFiles, order: BuildOrder) -> EnvironmentRow:
    download = choice.fetched
    row = replace(
        row,
        chosen=choice.versions,
        chosen_python=choice.interpreter.minor,
        why_not=choice.why_not,
    )
    if download is None:
        return row
    return replace(
        row,
        download_megabytes=download.bytes / 1e6,
        disk_megabytes=disk_bytes(choice, order) / 1e6,
        at_least=bool(download.unknown),
    )
