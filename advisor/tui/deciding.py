"""What can be done to the desk: every change of the need, the machine, the runs or the marks ends
in advice shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace as with_fields
from textual.timer import Timer

from advisor.errors import AdvisorError
from advisor.explanation.advice import Advice
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.tui.page import Page
from advisor.tui.working import Working
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.gather import Gathered

SURE_AFTER = 0.15
"""Seconds without a key before the shares are sampled again."""
SURE_AFTER_RUNS = 2.0
"""The same after a run: the next one may come sooner, and sampling would take the processors from
what is timed."""
SAVE_AFTER = 1.0
"""Seconds without a change before the need is saved."""


def advice_on(need: Need, gathered: Gathered, people: Mapping[str, Need]) -> Advice:
    """What is to be said for a need, and for a team where there is one.

    Raises:
        AdvisorError: a need that cannot be.
    """
    advice = advise(need, gathered.knowledge, gathered.machine, gathered.runs, gathered.proved)
    if people:
        from advisor.usecases.team.vote import with_team

        advice = with_team(advice, people)
    return advice


class Deciding(Working):
    """Keeps need, advice, certainty and the next step in agreement."""

    _sure_later: Timer | None = None
    """When the shares are to be sampled again."""
    _runs_are_newer: bool = False
    """Runs came that the advice on the desk does not know yet."""

    def changed(self) -> None:
        """Something on the desk changed: the screen in front shows it now, the others when they are
        opened."""
        self.desk.version += 1
        self.renew()

    def renew(self) -> None:
        """Show the open screen anew, also under a dialog."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.renew()

    def ask(self, need: Need, *, undoable: bool = True) -> None:
        """Advise for another need; a need that cannot be is shown as a problem and changes
        nothing."""
        desk = self.desk
        if desk.gathered is None or need == desk.need:
            return
        before = desk.need
        if self.advise_anew(need):
            if undoable:
                desk.past.append(before)
            self.set_timer(SAVE_AFTER, self.save, name="save")

    def advise_anew(self, need: Need, *, sure_after: float = SURE_AFTER) -> bool:
        """Advise on what lies on the desk now."""
        gathered = self.desk.gathered
        assert gathered is not None
        try:
            advice = advice_on(need, gathered, self.desk.people)
        except AdvisorError as error:
            self.show_problem(error)
            return False
        self._lay_down(need, advice, sure_after)
        return True

    def _lay_down(self, need: Need, advice: Advice, sure_after: float) -> None:
        """An advice that was worked out: show it, and how sure it is a little later."""
        desk = self.desk
        desk.need, desk.advice, desk.certainty, desk.to_find_out = need, advice, None, None
        self._runs_are_newer = False
        self.changed()
        if self._sure_later is not None:
            self._sure_later.stop()
        self._sure_later = self.set_timer(sure_after, self.work_out_certainty)

    def mark(self, framework: str) -> None:
        """Mark a framework for comparison, or unmark it."""
        if self.desk.mark(framework):
            self.renew()
        else:
            self.notify(
                self.desk.say("Four are marked already; press m on one of them to make room.")
            )

    def turn(self, by: int) -> None:
        """Go on to the next framework of the ranking."""
        order = self.desk.order()
        if order:
            self.desk.chosen = order[(order.index(self.desk.framework()) + by) % len(order)]
            self.changed()

    def choose(self, framework: str | None) -> None:
        """Make a framework the one that Why and Starter are about; None leaves it as it is."""
        if framework is not None:
            self.desk.chosen = framework
            self.changed()

    def oppose(self, rival: str | None) -> None:
        """Compare with a rival; "" means alone, None leaves it as it is."""
        if rival is not None:
            self.desk.rival = rival
            self.changed()

    def add_runs(self, runs: tuple[Run, ...]) -> None:
        """Runs that were just measured: the ranking moves as soon as it is worked out, in a thread.

        A key is not to wait for it, and runs of short workloads come one upon the other.
        """
        desk = self.desk
        if desk.gathered is None or desk.machine_file:
            return
        desk.gathered = gathered = with_fields(desk.gathered, runs=(*desk.gathered.runs, *runs))
        self._runs_are_newer = True
        need, people = desk.need, desk.people

        def then(advice: Advice) -> None:
            # Whatever changed them meanwhile advised anew, with these runs.
            if desk.gathered is gathered and desk.need is need and desk.people is people:
                self._lay_down(need, advice, SURE_AFTER_RUNS)

        self.start(
            lambda _on_event, _cancelled: advice_on(need, gathered, people),
            title="advice",
            then=then,
            quiet=True,
            replaces=True,
        )

    def work_out_certainty(self) -> None:
        """Sample the plausible weights behind the advice, in a thread: this is where NumPy is
        imported."""
        desk = self.desk
        advice = desk.advice
        if advice is None or desk.certainty is not None:
            return

        def verb(_on_event: Any, cancelled: Callable[[], bool]) -> Any:
            from advisor.usecases.ranking.robustness import be_sure

            return be_sure(advice, cancelled=cancelled)

        def then(certainty: Any) -> None:
            if self._speaks_of(advice):
                desk.certainty = certainty
                self.changed()
                self.work_out_next_step()

        self.start(verb, title="certainty", then=then, quiet=True, replaces=True)

    def work_out_next_step(self) -> None:
        """Find the measurement that would tell most for its time, in a thread."""
        desk = self.desk
        advice, settings = desk.advice, desk.settings
        if advice is None or desk.machine_file:
            return

        def verb(_on_event: Any, _cancelled: Any) -> Any:
            from advisor.usecases.ranking.next_measurement import find_out_next

            return find_out_next(advice, settings)

        def then(plan: Any) -> None:
            if self._speaks_of(advice):
                desk.to_find_out = plan
                self.changed()

        self.start(verb, title="next step", then=then, quiet=True, replaces=True)

    def _speaks_of(self, advice: Advice) -> bool:
        """Whether what was worked out for an advice is about the one on the desk, which may carry
        newer facts."""
        return self.desk.advice is not None and self.desk.advice.book is advice.book

    def look_again(self) -> None:
        """Probe this machine and read the runs anew; the ranking is renewed only where what it
        rests on differs."""
        self.advise_for(self.desk.machine_file, self.desk.facts)

    def correct(self, fact: str, value: str) -> None:
        """Take a person's word for a fact; an empty one takes the correction back."""
        facts = {name: text for name, text in self.desk.facts.items() if name != fact}
        self.advise_for(self.desk.machine_file, facts | ({fact: value} if value else {}))

    def advise_for(
        self, machine_file: str | None, facts: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Gather for a machine, this one when no file is named, and advise anew where that differs.

        A correction that cannot be is shown as a problem and changes nothing.
        """
        from advisor.usecases.ranking.gather import gather
        from advisor.usecases.ranking.still_holds import still_holds

        desk = self.desk
        corrections = tuple(f"{name}={value}" for name, value in facts.items())

        def then(gathered: Any) -> None:
            before = desk.gathered
            desk.gathered = gathered
            desk.machine_file = machine_file
            desk.facts = dict(facts)
            desk.machine_fresh = True
            advice = None if self._runs_are_newer else desk.advice
            if before is not None and advice is not None and still_holds(advice, before, gathered):
                desk.advice = with_fields(advice, machine=gathered.machine)
                self.changed()
            else:
                self.advise_anew(desk.need)

        self.start(
            lambda _on_event, _cancelled: gather(
                desk.settings, machine_file=machine_file, facts=corrections
            ),
            title=desk.say("looking at the machine"),
            then=then,
            quiet=machine_file is None and not facts,
        )

    def save(self) -> None:
        """Keep theme, language and need for the next start; a folder that cannot be written is said
        once, not fatal."""
        from advisor.usecases.need.remember import remember

        desk = self.desk
        need = desk.need if desk.need != Need() or desk.saved else None
        lang, theme, settings = desk.settings.lang, self.theme, desk.settings
        self.start(
            lambda _on_event, _cancelled: remember(settings, theme=theme, lang=lang, need=need),
            title="save",
            then=lambda _nothing: None,
            refused=self.say_once,
            quiet=True,
        )
