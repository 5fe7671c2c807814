"""The `fwadvisor` command: without a sub-command the app, otherwise the command line; imports one
of them, late."""

from __future__ import annotations

import sys


def main() -> int:
    """Start what the arguments ask for and return the exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from advisor.version import __version__

        sys.stdout.write(f"fwadvisor {__version__}\n")
        return 0
    if not arguments and sys.stdin.isatty() and sys.stdout.isatty():
        return _app()
    from advisor.cli.main import run

    return run(arguments)


def _app() -> int:
    """The app as the environment asks for it: a tenth of its start is saved by not importing the
    command line."""
    from advisor.cli.defaults import default_settings
    from advisor.tui.app import open_app

    try:
        return open_app(default_settings())

    # The command line has the one place that shows it.
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001
        from advisor.cli.main import answer
        from advisor.cli.session import Session

        return answer(Session(), error)


if __name__ == "__main__":
    sys.exit(main())
