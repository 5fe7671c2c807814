"""What is advised for this machine beside what is here."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.messages import Say
from advisor.model.environment import EnvironmentRow, Installed, Obstacle
from advisor.model.reason import Reason, in_words


def advised_line(
    advised: Mapping[str, str],
    advised_python: str,
    here: Mapping[str, str],
    here_python: str,
    why: Reason,
    say: Say,
) -> str:
    """Both versions side by side, with the reason; empty where they are the same.

    Args:
        here: what is here or would be built, by package.
        here_python: `3.11` or `3.11.7`.
    """
    if not advised or not here:
        return ""
    known = {name: version for name, version in here.items() if name in advised}
    shown = known or dict([next(iter(here.items()))])
    minor = ".".join(here_python.split(".")[:2])
    same = shown == dict(advised) and advised_python in ("", minor)
    if same and not why.code:
        return ""
    pythons = (advised_python, minor) if advised_python not in ("", minor) else ("", "")
    line = say(
        "advised: {advised}; here: {here}",
        advised=_named(advised, pythons[0]),
        here=_named(shown, pythons[1]),
    )
    reason = in_words(why, say)
    return say("{line} ({why})", line=line, why=reason) if reason else line


def environment_line(row: EnvironmentRow, say: Say) -> str:
    """The same of an environment: of the one that is there, or the one that would be built."""
    if row.chosen:
        here, python = row.chosen, row.chosen_python
    elif row.state in ("ready", "adopted"):
        here, python = row.versions, row.python_version
    else:
        return ""
    return advised_line(row.advised, row.advised_python, here, python, row.why_not, say)


def installed_line(one: Installed, say: Say) -> str:
    """The same of one that was built."""
    return advised_line(
        one.advised, one.advised_python, one.versions, one.python_version, one.why_not, say
    )


def obstacle_line(name: str, obstacle: Obstacle, say: Say) -> str:
    """Why one cannot be built here, and what mends that."""
    said = " ".join(part for part in (obstacle.what, obstacle.why) if part)
    line = say("{name} cannot be built here: {why}", name=name, why=said)
    return say("{line} -> {hint}", line=line, hint=obstacle.hint) if obstacle.hint else line


def _named(versions: Mapping[str, str], python: str) -> str:
    named = [f"{name} {version}" for name, version in versions.items()]
    return ", ".join([*named, f"Python {python}"] if python else named)
