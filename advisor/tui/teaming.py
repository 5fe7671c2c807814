"""A team in the app: keep a need as a profile, choose whose profiles are merged, take the merged
weights."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError
from advisor.intake.find_profiles import find_profiles
from advisor.model.need import Need
from advisor.tui.messages import ErrorMet, PageWanted, TeamMerged
from advisor.tui.page import Page
from advisor.tui.screens.ask_text import AskText
from advisor.tui.screens.confirm import Confirm
from advisor.tui.screens.pick_several import OTHER, PickSeveral
from advisor.tui.screens.team import Answer, Team
from advisor.usecases.need.save_profile import save_profile
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.team.people import one_of_each_name, read_people
from advisor.usecases.team.vote import Vote, place_of, vote
from advisor.views.team.vote import profile_choices

PROFILE = "my-profile.yaml"


class Teaming:
    """Opens the dialogs of a team over the app."""

    def __init__(self, screen: Page) -> None:
        self.screen = screen
        self.say = screen.say
        self.known: dict[Path, Need] = {}
        """Profiles that were found, or named."""

    # Merging.

    def choose(self) -> None:
        """Look for profiles in the current folder, then ask whose are merged."""

        def found(known: dict[Path, Need]) -> None:
            self.known = known
            self.ask(tuple(map(str, one_of_each_name(known))))

        self.screen.begin(
            lambda _on_event, _cancelled: find_profiles(Path()),
            title=self.say("profiles"),
            then=found,
        )

    def ask(self, ticked: tuple[str, ...]) -> None:
        """Ask whose profiles are merged; one that is not in the list is named by its path."""
        say, gathered = self.say, self.screen.desk.gathered
        if gathered is None:
            return
        about = (
            say("A person is called after the file. Space ticks, a ticks all.")
            if self.known
            else say(
                "There is no profile in this folder. P keeps a need as one; everybody of the team "
                "makes theirs."
            )
        )

        def answered(files: tuple[str, ...] | None) -> None:
            if files and files[-1] == OTHER:
                self.name_more(files[:-1])
            elif files:
                self.merge(files)

        self.screen.app.push_screen(
            PickSeveral(
                say("Whose profiles are merged?"),
                profile_choices(self.known, gathered.knowledge, say),
                say,
                ticked=ticked,
                about=about,
                other=say("+ a file that is not in this list"),
            ),
            answered,
        )

    def name_more(self, ticked: tuple[str, ...]) -> None:
        """Ask for paths, and come back to the list with them ticked."""

        def named(text: str | None) -> None:
            files = tuple(str(Path(path).expanduser()) for path in paths(text or "") or ())

            def read(people: dict[str, Need]) -> None:
                self.known |= {
                    Path(file): need for file, need in zip(files, people.values(), strict=True)
                }
                self.ask((*ticked, *files))

            if files:
                self.start(lambda: read_people(files, self.screen.desk.settings.data), read)
            else:
                self.ask(ticked)

        about = self.say("Several are parted by spaces.")
        complaint = self.say("A quotation mark is not closed.")
        dialog = AskText(
            self.say("Path of a profile"),
            self.say,
            about=about,
            complaint=lambda text: complaint if paths(text) is None else "",
        )
        self.screen.app.push_screen(dialog, named)

    def merge(self, files: tuple[str, ...]) -> None:
        """Merge them and show what that comes to."""
        desk, data = self.screen.desk, self.screen.desk.settings.data
        advice, gathered = desk.advice, desk.gathered
        assert advice is not None
        assert gathered is not None

        def read() -> tuple[dict[str, Need], Vote]:
            people = read_people(files, data)
            voted = vote(place_of(advice.need), people, lambda need: advise_on(need, gathered))
            return people, voted

        def merged(found: tuple[dict[str, Need], Vote]) -> None:
            people, voted = found
            self.screen.app.push_screen(
                Team(voted.group, voted.advice, self.say),
                lambda answer: self.take(answer, people, voted.need),
            )

        self.start(read, merged)

    def take(self, answer: Answer | None, people: dict[str, Need], need: Need) -> None:
        """Make the merged weights the need's, and open the report where that was asked for."""
        if answer is None:
            return
        self.screen.post_message(TeamMerged(people, need))
        if answer == "report":
            self.screen.post_message(PageWanted("report"))

    # Keeping a need.

    def keep(self) -> None:
        """Ask where the need on the screen is kept as a profile."""

        def named(text: str | None) -> None:
            if text:
                self.write(Path(text).expanduser(), force=False)

        about = self.say(
            "Your need as a file: `--profile` reads it, and v merges a team's. A person is called "
            "after the file."
        )
        self.screen.app.push_screen(
            AskText(
                self.say("Keep your need as which file?"), self.say, value=PROFILE, about=about
            ),
            named,
        )

    def write(self, path: Path, *, force: bool) -> None:
        """Write it; a file that exists is replaced only when the person says so."""
        need = self.screen.desk.need

        def refused(error: AdvisorError) -> None:
            if error.reference != "file-exists":
                self.screen.post_message(ErrorMet(error))
                return
            question = self.say("{path} exists. Replace it?", path=path)
            self.screen.app.push_screen(
                Confirm(question, self.say),
                lambda yes: self.write(path, force=True) if yes else None,
            )

        def written(path: Path) -> None:
            self.screen.notify(self.say("Wrote {path}", path=path.absolute()), markup=False)

        self.start(lambda: save_profile(need, path, force=force), written, refused)

    def start(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        refused: Callable[[AdvisorError], None] | None = None,
    ) -> None:
        """Read or write files in a thread."""
        self.screen.begin(
            lambda _on_event, _cancelled: work(),
            title=self.say("profiles"),
            then=then,
            refused=refused,
        )


def paths(text: str) -> list[str] | None:
    """Paths as a shell would part them; None when a quotation mark is left open."""
    try:
        return shlex.split(text)
    except ValueError:
        return None
