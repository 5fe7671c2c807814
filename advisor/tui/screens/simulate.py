"""Choose the machine that the advice is for: this one, an example, or a file."""

from __future__ import annotations

from advisor.tui.desk import Desk
from advisor.tui.screens.pick import Pick
from advisor.views.need.rows import MenuItem


class Simulate(Pick):
    """The name of an example or the path of a machine file; "" means this machine."""

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        examples = sorted((desk.settings.knowledge / "machines").glob("*.yaml"))
        super().__init__(
            say("Advise for which machine?"),
            (
                MenuItem(id="", label=say("this machine")),
                *(MenuItem(id=path.stem, label=path.stem.replace("_", " ")) for path in examples),
                MenuItem(id=FILE, label=say("a file (written by `fwadvisor machine --save`) ...")),
            ),
            say,
            now=desk.machine_file or "",
        )


FILE = "*file*"
"""Stands for a path that is still to be typed."""
