"""Opens the app: the ranking is worked out in a thread while Textual is imported, so that the first
paint shows it."""

from __future__ import annotations

import gc
import signal
import sys

from advisor.tui.opening import begin
from advisor.usecases.settings import Settings

NEW_OBJECTS = 10_000
"""After so many the app looks for garbage, instead of Python's 700: a paint makes thousands, and a
full look, which may then follow, takes as long as a paint."""
SWITCH = 0.001
"""Seconds for which the app waits for a thread that computes to let it go on, instead of Python's
five milliseconds: it does so several times between a key and its paint."""


def open_app(settings: Settings) -> int:
    """Run the app on this terminal and return the exit code.

    Raises:
        AdvisorError: the knowledge or the saved need cannot be used.
    """
    # Until the first paint objects are made and hardly any dropped: to collect garbage meanwhile
    # costs a tenth of the start and frees nothing. The shell goes back to collecting then.
    gc.disable()
    opening = begin(settings)
    from advisor.tui.shell import Shell

    # Whoever started it may have ignored hang-ups, as nohup does: without its terminal the app
    # would spin for ever.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    shell = Shell(settings, opening)
    gc.set_threshold(NEW_OBJECTS, 20, 20)
    sys.setswitchinterval(SWITCH)
    shell.run()
    if shell.failure is not None:
        raise shell.failure
    return shell.return_code or 0
