"""What every screen shares: the line of screens above, status and keys below, and the call to show
itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Protocol

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from advisor.errors import AdvisorError
from advisor.messages import N_, Say
from advisor.tui.desk import Desk
from advisor.tui.jobs import Job, Verb
from advisor.tui.messages import JobStarted
from advisor.tui.widgets.key_line import KeyLine
from advisor.tui.widgets.line import TextLine
from advisor.tui.widgets.status_line import StatusLine
from advisor.tui.widgets.top_bar import TopBar

STYLES = Path(__file__).resolve().parent / "styles"
PAGES_SHEET, DIALOGS_SHEET = STYLES / "pages.tcss", STYLES / "dialogs.tcss"
"""Read when the first screen or dialog that names them opens: the first paint needs neither."""
CORNERS = 6
"""Columns of a panel's title line that its corners and the spaces beside the title take."""
SMALLEST = (80, 24)
"""Below this the screens would have to leave something out."""
WIDE, TALL = 110, 32
"""From here on the screens use the room."""


class Host(Protocol):
    """What a screen reads from the app; everything else it says in messages."""

    @property
    def desk(self) -> Desk:
        """What lies on the desk."""

    def busy(self) -> tuple[str, ...]:
        """Titles of the work that goes on."""


class Page(Screen[None]):
    """A screen with a name; subclasses fill `content` and `present`."""

    NAME: ClassVar[str] = ""
    HELP = ""
    """What this screen is for, in a few sentences, for `?`."""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "app.focus_next", N_("next part"))]

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[int, str] = (-1, "")
        self._titles: dict[str, tuple[str, str]] = {}

    @property
    def host(self) -> Host:
        """The app, as far as a screen knows it."""
        return self.app  # type: ignore[return-value]

    @property
    def desk(self) -> Desk:
        return self.host.desk

    @property
    def say(self) -> Say:
        return self.desk.say

    def begin(
        self,
        verb: Verb,
        *,
        title: str,
        then: Callable[[Any], None],
        failed: Callable[[], None] = lambda: None,
        refused: Callable[[AdvisorError], None] | None = None,
        replaces: bool = False,
        watched: bool = False,
        quiet: bool = False,
    ) -> Job:
        """Have a use-case run in a thread; `then` gets its result on the app's own thread.

        Args:
            replaces: what runs under the same title is stopped, and its result is not wanted any
                more.
            watched: its events come to this screen, and quitting asks about it.
        """
        job = Job(
            verb,
            title=title,
            target=self if watched else self.app,
            then=then,
            failed=failed,
            refused=refused,
            asks_before_quitting=watched,
            quiet=quiet,
            replaces=replaces,
        )
        self.post_message(JobStarted(job))
        return job

    def compose(self) -> ComposeResult:
        self.sort_by_size()
        yield TopBar(self.NAME)
        yield from self.content()
        yield StatusLine()
        yield KeyLine()
        yield TextLine(id="too-small")

    def content(self) -> ComposeResult:
        """The widgets between the lines."""
        yield from ()

    def present(self) -> None:
        """Show what lies on the desk now."""

    def on_mount(self) -> None:
        self.bindings_updated_signal.subscribe(self, lambda _screen: self.show_keys())

    def on_screen_resume(self) -> None:
        self.renew()

    def on_resize(self) -> None:
        self.sort_by_size()
        self.show_lines()

    def sort_by_size(self) -> None:
        """Classes that say how much room there is. Textual's breakpoints would be set after the
        first layout only."""
        (width, height), (least_width, least_height) = self.app.size, SMALLEST
        rooms = {
            "-tiny": width < least_width,
            "-narrow": least_width <= width < WIDE,
            "-wide": width >= WIDE,
            "-low": height < least_height,
            "-tall": height >= TALL,
        }
        self.update_classes(rooms, update=self.is_mounted, animate=False)

    def renew(self, *, force: bool = False) -> None:
        """Show everything anew, unless nothing has changed since it was shown."""
        if not self.is_mounted:
            return
        now = (self.desk.version, self.desk.settings.lang + self.app.theme)
        if force or now != self._shown:
            self._shown = now
            if self.desk.advice is not None:
                self.present()
        self.show_lines()

    def entitle(self, panel: str, title: str, subtitle: str = "") -> None:
        """Write on a panel's frame. To write the same again would draw all that the panel holds for
        nothing."""
        if self._titles.get(panel) != (title, subtitle):
            self._titles[panel] = title, subtitle
            framed = self.query_one(panel)
            # Not as markup: a name in the knowledge may hold brackets.
            framed.border_title, framed.border_subtitle = Content(title), Content(subtitle)

    def show_lines(self) -> None:
        """The lines that frame every screen."""
        if not self.is_mounted:
            return
        self.query_one(TopBar).show(self.say)
        self.query_one(StatusLine).show(self.desk, self.host.busy(), self.say)
        self.query_one("#too-small", TextLine).draw(
            Content(
                self.say(
                    "fwadvisor needs {columns} x {rows} characters; this terminal has {width} x "
                    "{height}.\n\n"
                    "Make it larger, or use the command line: fwadvisor rank\n\nq quits",
                    columns=SMALLEST[0],
                    rows=SMALLEST[1],
                    width=self.app.size.width,
                    height=self.app.size.height,
                )
            )
        )
        self.show_keys()

    def show_keys(self) -> None:
        """The keys that work now."""
        if self.is_mounted and self.is_current:
            self.query_one(KeyLine).show(self.say)
