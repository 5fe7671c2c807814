"""The `fwadvisor` command: without a sub-command the app, otherwise the command line; imports one of them, late."""

from __future__ import annotations

import sys


def main() -> int:
    """Start what the arguments ask for and return the exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from advisor.version import __version__

        sys.stdout.write(f"fwadvisor {__version__}\n")
        return 0
    from advisor.cli.main import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
