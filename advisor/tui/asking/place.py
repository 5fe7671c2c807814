"""The place on the desk as tables, and which dialog belongs to which of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from advisor.explanation.advice import Advice
from advisor.explanation.place import NO, NOT_KNOWN, OTHER, TAKE_BACK, YES, ChosenPlace, place_of
from advisor.model.compatibility import Compatibility
from advisor.model.fact_names import FactName, fact_name
from advisor.model.machine import Fact, Machine
from advisor.model.need import Said
from advisor.model.stack import Resolution
from advisor.tui.messages import FactCorrected, PlaceChosen
from advisor.tui.page import Page
from advisor.tui.screens.ask_text import AskText
from advisor.tui.screens.pick import Pick
from advisor.usecases.need import choose_place
from advisor.views.figures import Table
from advisor.views.installing.stacks import called, stacks_table
from advisor.views.machine.changed import with_before
from advisor.views.machine.facts import fact_lines
from advisor.views.machine.place import place_lines, place_table, value_choices
from advisor.views.machine.place_words import PlaceWords, fact_label
from advisor.views.need.rows import MenuItem


class AskingPlace:
    """What a person can say of the place; dialogs open over the screen."""

    def __init__(self, screen: Page, advice: Advice) -> None:
        self.screen = screen
        self.desk = screen.desk
        self.say = screen.desk.say
        self.advice = advice

    @property
    def machine(self) -> Machine:
        """What is decided for, with a person's corrections."""
        return self.advice.machine

    @property
    def found(self) -> Machine:
        """The same without them."""
        return self.desk.found or self.machine

    @property
    def files(self) -> Mapping[str, Compatibility]:
        """Those of compatibility/, by id."""
        return self.advice.compatibility

    @property
    def answers(self) -> Mapping[str, Resolution]:
        """What goes together, in the order of the ranking."""
        answers = self.advice.stacks
        return {id: answers[id] for id in self.desk.order() if id in answers}

    @cached_property
    def place(self) -> ChosenPlace:
        """What is known of it now."""
        knowledge = self.advice.knowledge
        return place_of(
            self.advice.need, self.machine, self.found, knowledge, self.files, self.answers
        )

    @cached_property
    def words(self) -> PlaceWords:
        """What things are called."""
        knowledge = self.advice.knowledge
        named = called(knowledge, self.files, self.place.target, self.say)
        return PlaceWords(place=self.place, knowledge=knowledge, named=named, say=self.say)

    def table(self) -> Table:
        """The place, and every other fact."""
        return place_table(self.words, self.machine, here=self.advice.here)

    def first(self) -> str:
        """The row on which the cursor begins: what decides and is not known, or the first."""
        deciding = [row.id for row in self.place.rows if row.decides]
        return deciding[0] if deciding else self.place.rows[0].id

    def stacks(self, before: Mapping[str, Resolution]) -> Table:
        """What goes together, and what did before the last choice."""
        table = stacks_table(self.words.knowledge, self.answers, self.words.named, self.say)
        return with_before(table, self.answers, before, self.say)

    def about(self, row: str) -> tuple[str, tuple[str, ...]]:
        """A row's name and everything about it."""
        told, fact = self.place.row(row), self._fact(row)
        if told is not None:
            lines = place_lines(self.words, told, self.found, self.answers)
            return self.words.label(row), lines
        if fact is not None:
            return f"{fact_label(row, self.say)} ({row})", fact_lines(fact, self.say)
        return "", ()

    def step(self, row: str, by: int) -> None:
        """The next value of a row."""
        if self.place.row(row) is None:
            self.open(row)
            return
        said = choose_place.step(self.desk.said, row, by, self.place, self.advice, self.files)
        self.screen.post_message(PlaceChosen(said))

    def take_back(self, row: str) -> None:
        """Without a person's word for a row."""
        if self.place.row(row) is not None:
            self._choose(row, TAKE_BACK)
        else:
            self.screen.post_message(FactCorrected(row, TAKE_BACK))

    def open(self, row: str) -> None:
        """Ask for a value: from a list where there is one."""
        meaning = fact_name(row)
        if self.place.row(row) is not None:
            values = choose_place.values_of(row, self.place, self.advice)
            now = choose_place.value_now(row, self.desk.said)
            self._pick(row, self.words.label(row), value_choices(self.words, row, values), now)
        elif meaning is not None and _listed(meaning) and self._fact(row) is not None:
            items = (
                MenuItem(id=TAKE_BACK, label=self.say("as detected")),
                *(MenuItem(id=value, label=self.say(value)) for value in _listed(meaning)),
            )
            title = self.say("What is {fact} really?", fact=row)
            self._pick(row, title, items, self.desk.facts.get(row, TAKE_BACK))
        else:
            self.type(row)

    def type(self, row: str) -> None:
        """Ask for any value of a row, or of a fact."""
        if self.place.row(row) is not None:
            if OTHER not in choose_place.values_of(row, self.place, self.advice):
                self.open(row)
                return
            now, name = choose_place.value_now(row, self.desk.said), self.words.label(row)
        elif self._fact(row) is not None:
            now, name = self.desk.facts.get(row, ""), row
        else:
            return
        self.screen.app.push_screen(
            AskText(
                self.say("What is {fact} really?", fact=name),
                self.say,
                value="" if now == NOT_KNOWN else now,
                about=self.say(
                    "Your word goes before what was found, and is marked as yours; empty takes it "
                    "back."
                ),
            ),
            self._answered(row),
        )

    def _pick(self, row: str, title: str, items: tuple[MenuItem, ...], now: str) -> None:
        self.screen.app.push_screen(Pick(title, items, self.say, now=now), self._answered(row))

    def _answered(self, row: str) -> Callable[[str | None], None]:
        def answered(value: str | None) -> None:
            if value == OTHER:
                self.type(row)
            elif value is not None and self.place.row(row) is not None:
                self._choose(row, value)
            elif value is not None:
                self.screen.post_message(FactCorrected(row, value))

        return answered

    def _choose(self, row: str, value: str) -> None:
        said: Said = choose_place.choose(self.desk.said, row, value, self.place, self.files)
        self.screen.post_message(PlaceChosen(said))

    def _fact(self, name: str) -> Fact | None:
        return next((fact for fact in self.machine.facts if fact.name == name), None)


def _listed(meaning: FactName) -> tuple[str, ...]:
    """What alone is meant under a name; empty for anything."""
    return (YES, NO) if meaning.kind == "flag" else meaning.choices
