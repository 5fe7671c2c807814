"""serve: the app in a browser of this machine."""

from __future__ import annotations

import sys

import click

from advisor.cli import session as shell
from advisor.errors import AdvisorError, ExitCode


@shell.command(
    "Serve the app to a browser on this machine, at an address with a random token. Ctrl+C ends "
    "it.",
    examples=("fwadvisor serve", "fwadvisor serve --open", "fwadvisor serve --port 8765 --json"),
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="this port instead of a free one",
)
@click.option("--open", "opens", is_flag=True, help="open the browser too")
@click.option(
    "--json", "as_json", is_flag=True, help="one JSON document on stdout, when the address answers"
)
def command(session: shell.Session, port: int, opens: bool, as_json: bool) -> None:
    from advisor.tui.served import Served

    session.agree_to_overlay()
    try:
        server = Served(app_command(session), port, session.say)
    except OSError as error:
        raise AdvisorError(
            "port-taken",
            session.say(
                "Port {port} cannot be had: {why}.", port=port, why=error.strerror or error
            ),
            hint="leave --port away to take a free one",
            exit_code=ExitCode.CANNOT,
        ) from error

    def ready() -> None:
        if as_json:
            session.json(
                {"schema": "fwadvisor.serve/1", "url": server.address, "port": server.port}
            )
        else:
            session.data(server.address)
            sys.stdout.flush()
            session.note(
                session.say("Open this address in a browser on this machine; Ctrl+C ends it.")
            )
        if opens:
            import webbrowser

            webbrowser.open(server.address)

    server.run(ready)


def app_command(session: shell.Session) -> list[str]:
    """This program as it was called, without a sub-command."""
    settings = session.settings
    found = [
        sys.executable,
        "-m",
        "advisor",
        "--knowledge",
        str(settings.knowledge),
        "--data",
        str(settings.data),
    ]
    if settings.overlay is not None:
        found += ["--overlay", str(settings.overlay)]
        found += ["--trust-overlay"] * settings.trust_overlay
    if settings.lang_given:
        found += ["--lang", settings.lang]
    return found + ["--offline"] * settings.offline + ["--ascii"] * settings.ascii
