"""The decision that the app is about: what lies on the desk, and what can be done to it.

It knows no Textual: slow work, time and notices go through the hands that the app lends it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from msgspec.structs import replace as with_fields

from advisor.errors import AdvisorError
from advisor.explanation.advice import Advice
from advisor.model.need import Need, Said
from advisor.model.run import Run
from advisor.tui.desk import Desk
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.ranking.gather import Gathered
from advisor.usecases.settings import Settings

if TYPE_CHECKING:
    from advisor.explanation.certainty import Certainty
    from advisor.model.compatibility import Compatibility
    from advisor.tui.jobs import Verb

SURE_AFTER = 0.15
"""Seconds without a key before the shares are sampled again."""
SURE_AFTER_RUNS = 2.0
"""The same after a run: the next one may come sooner, and sampling would take the processors from
what is timed."""
SAVE_AFTER = 1.0
"""Seconds without a change before the need is saved."""


class Hands(Protocol):
    """What a decision needs done that it cannot do itself."""

    def begin(
        self,
        verb: Verb,
        title: str,
        then: Callable[[Any], None],
        *,
        quiet: bool = True,
        replaces: bool = False,
        refused: Callable[[AdvisorError], None] | None = None,
    ) -> None:
        """Do slow work in a thread; `then` gets its result on the app's own."""

    def later(self, name: str, seconds: float, what: Callable[[], None]) -> None:
        """Do something after so long without another call under that name."""

    def show(self) -> None:
        """Show the desk: something on it changed."""

    def notify(self, message: str) -> None:
        """Say something in passing."""

    def show_problem(self, error: AdvisorError) -> None:
        """Show an error that a person can act on."""

    def note_once(self, error: AdvisorError) -> None:
        """Say what is a pity but stops nobody, once."""


def advice_on(need: Need, gathered: Gathered, people: Mapping[str, Need]) -> Advice:
    """What is to be said for a need, and for a team where there is one.

    Raises:
        AdvisorError: a need that cannot be.
    """
    advice = advise_on(need, gathered)
    if people:
        from advisor.usecases.team.vote import with_team

        advice = with_team(advice, people, lambda asked: advise_on(asked, gathered))
    return advice


def _place(said: Said) -> tuple[object, ...]:
    """What decides which versions go together."""
    need = said.need
    own = (need.distro, need.distro_release, need.arch, need.accelerator, need.chip)
    return (*own, need.python, need.requires, said.facts)


class Decision:
    """Keeps need, advice, certainty and the next step in agreement."""

    def __init__(self, settings: Settings, hands: Hands) -> None:
        self.desk = Desk(settings=settings)
        self._hands = hands
        self._runs_are_newer = False
        """Runs came that the advice on the desk does not know yet."""

    def changed(self) -> None:
        """Something on the desk changed: whoever shows it shows it anew."""
        self.desk.version += 1
        self._hands.show()

    def ask(self, need: Need) -> None:
        """Advise for another need."""
        desk = self.desk
        if desk.gathered is not None and need != desk.said.need:
            self.take(Said(need=need, facts=self._still_meant(need)))

    def take(self, said: Said, *, undoable: bool = True) -> None:
        """Advise for what a person says, need and corrections of facts; what cannot be is shown as
        a problem and changes nothing.

        For another place stacks are resolved, in a thread; all else is worked out at once.
        """
        desk = self.desk
        before = desk.said
        if desk.gathered is None or said == before:
            return
        if undoable:
            desk.past.append(before)
        desk.wanted = said
        if _place(said) != _place(Said(need=desk.need, facts=desk.facts)):
            self._advise_for_place(said)
            return
        try:
            advice = advice_on(said.need, desk.gathered, desk.people)
        except AdvisorError as error:
            self._refuse(said, error)
        else:
            self._take_advice(said, desk.gathered, advice)

    def _advise_for_place(self, said: Said) -> None:
        """Advise for another place; only the last one that was said is waited for."""
        desk = self.desk
        gathered, people = desk.gathered, desk.people
        assert gathered is not None
        found, files = desk.found or gathered.machine, self._files()

        def verb(_on_event: Any, _cancelled: Any) -> tuple[Gathered, Advice]:
            from advisor.usecases.need.correct_facts import corrected

            machine = corrected(found, said.facts, gathered.knowledge, files)
            changed = with_fields(gathered, machine=machine)
            return changed, advice_on(said.need, changed, people)

        def then(worked_out: tuple[Gathered, Advice]) -> None:
            if desk.wanted is not said:
                return
            if desk.gathered is not gathered or desk.people is not people:
                self._advise_for_place(said)  # the machine or the runs changed meanwhile
            else:
                desk.found, desk.facts = found, said.facts
                self._take_advice(said, *worked_out)

        self._hands.begin(
            verb, "place", then, replaces=True, refused=lambda error: self._refuse(said, error)
        )

    def _take_advice(self, said: Said, gathered: Gathered, advice: Advice) -> None:
        self.desk.wanted = None
        self.desk.gathered = gathered
        self._lay_down(said.need, advice, SURE_AFTER)
        self._hands.later("save", SAVE_AFTER, self.save)

    def _refuse(self, said: Said, error: AdvisorError) -> None:
        """What was said cannot be: all stays as it was."""
        desk = self.desk
        if desk.wanted is said:
            desk.wanted = None
            if desk.past and desk.past[-1] == desk.said:
                desk.past.pop()
        self._hands.show_problem(error)

    def undo(self) -> None:
        """Take the last change of the need or of a fact back."""
        desk = self.desk
        while desk.past:
            before = desk.past.pop()
            if before != desk.said:
                self.take(before, undoable=False)
                return
        self._hands.notify(desk.say("Nothing to undo."))

    def start_afresh(self) -> None:
        """Forget the need, and every correction of a fact."""
        self.desk.saved = False
        self.take(Said())

    def _still_meant(self, need: Need) -> dict[str, str]:
        """The corrections without those of an accelerator that the need no longer is about."""
        desk = self.desk
        facts = desk.said.facts
        if not facts or need.accelerator == desk.said.need.accelerator:
            return facts
        from advisor.evidence.situation import situate
        from advisor.usecases.need.choose_place import belonging

        assert desk.gathered is not None
        device = situate(need, desk.gathered.machine, desk.gathered.knowledge).accelerator.id
        return belonging(facts, device, self._files())

    def _files(self) -> Mapping[str, Compatibility]:
        """What says which platform software there is."""
        return self.desk.advice.compatibility if self.desk.advice is not None else {}

    def _correct(self, facts: Mapping[str, str]) -> bool:
        """Put a person's corrections on the machine that was found; whether they can be used."""
        from advisor.usecases.need.correct_facts import corrected

        desk = self.desk
        gathered = desk.gathered
        assert gathered is not None
        if facts == desk.facts:
            return True
        found = desk.found or gathered.machine
        try:
            machine = corrected(found, facts, gathered.knowledge, self._files())
        except AdvisorError as error:
            self._hands.show_problem(error)
            return False
        desk.gathered = with_fields(gathered, machine=machine)
        desk.found, desk.facts = found, dict(facts)
        return True

    def advise_anew(self, need: Need) -> bool:
        """Advise on what lies on the desk now."""
        gathered = self.desk.gathered
        assert gathered is not None
        try:
            advice = advice_on(need, gathered, self.desk.people)
        except AdvisorError as error:
            self._hands.show_problem(error)
            return False
        self._lay_down(need, advice, SURE_AFTER)
        return True

    def _lay_down(self, need: Need, advice: Advice, sure_after: float) -> None:
        """An advice that was worked out: show it, and how sure it is a little later."""
        desk = self.desk
        desk.need, desk.advice = need, advice
        desk.certainty, desk.to_find_out = None, None
        self._runs_are_newer = False
        self.changed()
        self._hands.later("certainty", sure_after, self.work_out_certainty)

    def mark(self, framework: str) -> None:
        """Mark a framework for comparison, or unmark it."""
        if self.desk.mark(framework):
            self._hands.show()
        else:
            self._hands.notify(
                self.desk.say("Four are marked already; press m on one of them to make room.")
            )

    def turn(self, by: int) -> None:
        """Go on to the next framework of the ranking."""
        order = self.desk.order()
        if order:
            self.desk.chosen = order[(order.index(self.desk.framework()) + by) % len(order)]
            self.changed()

    def choose(self, framework: str) -> None:
        """Make a framework the one that Why and Starter are about."""
        self.desk.chosen = framework
        self.changed()

    def oppose(self, rival: str) -> None:
        """Compare with a rival; "" means alone."""
        self.desk.rival = rival
        self.changed()

    def take_team(self, people: dict[str, Need], need: Need) -> None:
        """Make the merged weights of a team the need's."""
        self.desk.people = people
        self.ask(need)
        self._hands.notify(
            self.desk.say("The merged weights are in your need now; u takes them back.")
        )

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

        self._hands.begin(
            lambda _on_event, _cancelled: advice_on(need, gathered, people),
            "advice",
            then,
            replaces=True,
        )

    def work_out_certainty(self) -> None:
        """Sample the plausible weights behind the advice, in a thread: this is where NumPy is
        imported."""
        desk = self.desk
        advice = desk.advice
        if advice is None or desk.certainty is not None:
            return

        def verb(_on_event: Any, cancelled: Callable[[], bool]) -> Certainty:
            from advisor.usecases.ranking.robustness import certainty_of

            return certainty_of(advice, cancelled=cancelled)

        def then(certainty: Certainty) -> None:
            if self._speaks_of(advice):
                desk.certainty = certainty
                self.changed()
                self.work_out_next_step()

        self._hands.begin(verb, "certainty", then, replaces=True)

    def work_out_next_step(self) -> None:
        """Find the measurement that would tell most for its time, in a thread."""
        desk = self.desk
        advice, settings = desk.advice, desk.settings
        if advice is None or desk.machine_file:
            return

        def verb(_on_event: Any, _cancelled: Any) -> Any:
            from advisor.usecases.ranking.next_measurement import find_out_anything

            return find_out_anything(advice, settings)

        def then(plan: Any) -> None:
            if self._speaks_of(advice):
                desk.to_find_out = plan
                self.changed()

        self._hands.begin(verb, "next step", then, replaces=True)

    def _speaks_of(self, advice: Advice) -> bool:
        """Whether what was worked out for an advice is about the one on the desk, which may carry
        newer facts."""
        return self.desk.advice is not None and self.desk.advice.book is advice.book

    def look_again(self) -> None:
        """Probe this machine and read the runs anew; the ranking is renewed only where what it
        rests on differs."""
        self._gather(self.desk.machine_file)

    def correct(self, fact: str, value: str) -> None:
        """Take a person's word for a fact; an empty one takes the correction back."""
        said = self.desk.said
        facts = {name: text for name, text in said.facts.items() if name != fact}
        if value:
            facts[fact] = value
        self.take(Said(need=said.need, facts=facts))

    def advise_for(self, machine_file: str | None) -> None:
        """Advise for another machine, this one when no file is named; corrections were about the
        old one."""
        self._gather(machine_file)

    def _gather(self, machine_file: str | None) -> None:
        from advisor.usecases.ranking.gather import gather

        settings, quiet = self.desk.settings, machine_file is None

        def verb(_on_event: Any, _cancelled: Any) -> Gathered:
            return gather(settings, machine_file=machine_file)

        self._hands.begin(
            verb,
            self.desk.say("looking at the machine"),
            lambda gathered: self._take_gathered(gathered, machine_file),
            quiet=quiet,
        )

    def _take_gathered(self, gathered: Gathered, machine_file: str | None) -> None:
        from advisor.usecases.ranking.unchanged import advice_unchanged

        desk = self.desk
        before = desk.gathered
        facts = desk.facts if machine_file == desk.machine_file else {}
        if machine_file != desk.machine_file:
            desk.past = [Said(need=said.need) for said in desk.past]
        desk.gathered, desk.found = gathered, gathered.machine
        desk.machine_file, desk.facts = machine_file, {}
        desk.machine_fresh = True
        self._correct(facts)
        gathered = desk.gathered
        advice = None if self._runs_are_newer else desk.advice
        if before is not None and advice is not None and advice_unchanged(advice, before, gathered):
            desk.advice = with_fields(advice, machine=gathered.machine)
            self.changed()
        else:
            self.advise_anew(desk.need)

    def save(self) -> None:
        """Keep theme, language and need for the next start; a folder that cannot be written is said
        once, not fatal."""
        from advisor.usecases.need.remember import remember

        desk = self.desk
        need = desk.need if desk.need != Need() or desk.saved else None
        theme, settings = desk.theme, desk.settings
        self._hands.begin(
            lambda _on_event, _cancelled: remember(
                settings, theme=theme, lang=settings.lang, need=need
            ),
            "save",
            lambda _nothing: None,
            refused=self._hands.note_once,
        )
