"""The app in a browser: textual-serve on the loopback address, closed to everybody who does not
have the address.

Other users of the machine reach the loopback address too, and so does any web page open in the
browser: everything lies under a random path, and a request must name this server as its host and,
where it says one, as its origin. A cookie would be told to every other server on this address,
whatever its port.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp_jinja2
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server, to_int

from advisor.messages import Say

HOST = "127.0.0.1"
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; "
    "frame-ancestors 'none'; connect-src 'self' ws://{host}"
)
"""The page's own script and style are written into it; nothing comes from elsewhere."""
TOKEN_BYTES = 24
PAGES = Path(__file__).resolve().parent / "pages"
FONT_SIZE = 16
PATIENCE = 5.0
"""Seconds that a page has to close when the server ends."""


class Served(Server):
    """One app for each page that is opened."""

    def __init__(self, command: list[str], port: int, say: Say) -> None:
        self.socket = listening(port)
        found = self.socket.getsockname()[1]
        super().__init__(
            f"exec {shlex.join(command)}",
            host=HOST,
            port=found,
            title="fwadvisor",
            templates_path=PAGES,
        )
        self.say = say
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        self.origin = f"http://{HOST}:{found}"

    @property
    def address(self) -> str:
        """What to open: whoever has it, has the app."""
        return f"{self.origin}/{self.token}/"

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until a signal comes; `ready` is called when the address answers."""
        asyncio.run(self._run(ready))

    async def _run(self, ready: Callable[[], None]) -> None:
        everything = web.Application(middlewares=[self._guard()])
        everything.add_subapp(f"/{self.token}", await self._make_app())
        runner = web.AppRunner(everything, access_log=None, shutdown_timeout=PATIENCE)
        await runner.setup()
        await web.SockSite(runner, self.socket).start()
        ended = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(each, ended.set)
        ready()
        try:
            await ended.wait()
        finally:
            await runner.cleanup()

    @aiohttp_jinja2.template("app_index.html")
    async def handle_index(self, request: web.Request) -> dict[str, Any]:
        """What the page says, beside what textual-serve needs on it."""
        say = self.say
        websocket = request.app.router["websocket"].url_for()
        return {
            "application": {"name": self.title},
            "font_size": to_int(request.query.get("fontsize", ""), FONT_SIZE),
            "app_websocket_url": f"ws{self.origin.removeprefix('http')}{websocket}",
            "config": {"static": {"url": f"/{self.token}/static/"}},
            "language": say.lang,
            "opening": say("Opening ..."),
            "closed": say("The app has ended."),
            "again": say("Open it again"),
        }

    async def on_startup(self, app: web.Application) -> None:
        """The command line says where it is; nothing more."""

    def _guard(self) -> Middleware:
        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            host = request.headers.get("Host", "")
            if (f"http://{host}", request.headers.get("Origin", self.origin)) != (
                self.origin,
                self.origin,
            ):
                raise web.HTTPForbidden(text="This page is for this machine's own browser.")
            if not request.path.startswith(f"/{self.token}/"):
                raise web.HTTPForbidden(
                    text="Open the whole address that `fwadvisor serve` printed."
                )
            response = await handler(request)
            if not response.prepared:
                response.headers["Content-Security-Policy"] = POLICY.format(host=host)
                response.headers["Referrer-Policy"] = "no-referrer"
                response.headers["X-Content-Type-Options"] = "nosniff"
            return response

        return guarded


def listening(port: int) -> socket.socket:
    """A socket on the loopback address; port 0 takes a free one.

    Raises:
        OSError: somebody else has the port.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
    except OSError:
        made.close()
        raise
    return made
