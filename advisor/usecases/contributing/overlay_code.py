"""Adapters, workloads and templates of a folder of the user's: read as text freely, run only after
a yes."""

from __future__ import annotations

from pathlib import Path

from advisor.lab.overlay_code import (
    PROBES,
    TEMPLATES,
    OverlayCode,
    agree,
    agreed,
    code_in,
    not_trusted,
)
from advisor.messages import words
from advisor.resources import probes_dir
from advisor.usecases.settings import Settings


def probes_of(settings: Settings) -> tuple[Path, ...]:
    """Folders whose heads say what can be measured; a later one goes over an earlier."""
    return (probes_dir(), *_own(settings.overlay, PROBES))


def templates_of(settings: Settings) -> tuple[Path, ...]:
    """Folders of starters; a later one goes over an earlier."""
    return (_shipped_templates(), *_own(settings.overlay, TEMPLATES))


def to_agree_to(settings: Settings) -> OverlayCode | None:
    """The code that somebody has to say yes to before any of it runs; None where nothing is open.

    Raises:
        AdvisorError: the overlay cannot be read.
    """
    code = _code(settings)
    if code is None or agreed(code, settings.data) is not None:
        return None
    return code


def say_yes(code: OverlayCode, *, settings: Settings) -> None:
    """Keep a person's yes to this code.

    Raises:
        AdvisorError: `data-folder-not-writable`.
    """
    agree(code, settings.data, say=words(settings.lang))


def agreed_overlay(settings: Settings) -> Path | None:
    """The copy of the overlay's code that may run; None where there is no code.

    Raises:
        AdvisorError: `overlay-not-trusted` when nobody has said yes to it.
    """
    code = _code(settings)
    if code is None:
        return None
    say = words(settings.lang)
    if settings.trust_overlay:
        return agree(code, settings.data, say=say)
    copy = agreed(code, settings.data)
    if copy is None:
        raise not_trusted(code, say)
    return copy


def probes_to_run(settings: Settings) -> tuple[Path, ...]:
    """`probes_of`, with what may run.

    Raises:
        AdvisorError: `overlay-not-trusted`.
    """
    return (probes_dir(), *_own(agreed_overlay(settings), PROBES))


def templates_to_run(settings: Settings) -> tuple[Path, ...]:
    """`templates_of`, with what may run.

    Raises:
        AdvisorError: `overlay-not-trusted`.
    """
    return (_shipped_templates(), *_own(agreed_overlay(settings), TEMPLATES))


def _shipped_templates() -> Path:
    from advisor.starter.template import TEMPLATES as SHIPPED  # not for those who only measure

    return SHIPPED


def _code(settings: Settings) -> OverlayCode | None:
    if settings.overlay is None:
        return None
    return code_in(settings.overlay, say=words(settings.lang))


def _own(overlay: Path | None, place: str) -> tuple[Path, ...]:
    if overlay is None or not (overlay / place).is_dir():
        return ()
    return (overlay / place,)
