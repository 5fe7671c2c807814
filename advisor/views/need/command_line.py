"""The command line that gives the same result, for `y` in the app and for reports."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from advisor.model.need import LARGE_MODEL, SIGNS, Need


def as_options(
    need: Need,
    machine_file: str | None = None,
    facts: Mapping[str, str] | None = None,
    *,
    team_file: str = "TEAM.yaml",
) -> str:
    """NEED's options that give the same need for the same machine.

    Args:
        facts: corrections of the machine's facts, name and value as typed.
        team_file: the profile that holds a team's need, whose weights no option can say.
    """
    parts = ["--profile", team_file] if need.team else _of_need(need)
    if machine_file:
        parts += ["--machine", machine_file]
    for name, value in (facts or {}).items():
        parts += ["--fact", f"{name}={value}"]
    return shlex.join(parts)


def _of_need(need: Need) -> list[str]:
    parts: list[str] = []
    for name in ("industry", "task", "distro", "arch", "accelerator", "chip", "python"):
        value = getattr(need, name)
        if name == "distro" and value and need.distro_release:
            value = f"{value}@{need.distro_release}"
        if value:
            parts += [f"--{name}", value]
    for name in LARGE_MODEL:
        if (given := getattr(need, name)) is not None:
            parts += [f"--{name}", str(given)]
    for criterion, level in need.musts.items():
        parts += ["--must", f"{criterion}={level}" if level else criterion]
    for option, values in (
        ("--require", need.requires),
        ("--waive", need.waived),
        ("--among", need.among),
        ("--without", need.without),
    ):
        for value in values:
            parts += [option, value]
    for criterion, points in need.weights.items():
        parts += ["--weight", f"{criterion}={points:g}"]
    for family, points in need.families.items():
        parts += ["--weight", f"{family}={points:g}"]
    if need.method:
        parts += ["--weights-by", need.method]
    if need.firmness:
        parts += ["--firmness", need.firmness]
    for each in need.answers:
        sign = next(sign for sign, answer in SIGNS.items() if answer == each.answer)
        parts += ["--trade-off", f"{each.swing}{sign}{each.share:g}*{each.part}"]
    if need.tuned:
        parts.append("--tuned")
    if need.figures != "alike":
        parts += ["--figures", need.figures]
    if need.as_of:
        parts += ["--as-of", need.as_of.isoformat()]
    if need.seed:
        parts += ["--seed", str(need.seed)]
    return parts
