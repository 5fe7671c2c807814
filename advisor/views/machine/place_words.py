"""What rows of a place and their values are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from advisor.evidence.target import known_chip
from advisor.explanation.named_versions import named_versions
from advisor.explanation.place import (
    INDEX,
    LIBRARY,
    NETWORK,
    NO,
    NOT_KNOWN,
    OTHER,
    TAKE_BACK,
    YES,
    ChosenPlace,
    component_of,
)
from advisor.messages import N_, Words
from advisor.model.fact_names import FACTS, FAMILIES
from advisor.model.knowledge import Knowledge
from advisor.model.stack import Value
from advisor.views.installing.statements import either
from advisor.views.need.rows import FIELD_NAMES

LABELS = FIELD_NAMES | {
    "chip": N_("Chip"),
    "distro_release": N_("Release"),
    LIBRARY: N_("C library"),
    NETWORK: N_("Package index"),
}


class PlaceWords(Struct, frozen=True, kw_only=True):
    """Names for one place in one language."""

    place: ChosenPlace
    knowledge: Knowledge
    named: Mapping[str, str]
    """Accelerators and components, as views.installing.stacks calls them."""
    say: Words

    def label(self, row: str) -> str:
        """What a row is called."""
        if row in LABELS:
            return self.say(LABELS[row])
        if row.startswith(INDEX):
            return self.say("Index {host}", host=row.removeprefix(INDEX))
        component = component_of(row)
        return self.named.get(component, component)

    def value(self, row: str, value: Value) -> str:
        """What holds there."""
        return self.said(row, value.value) if value.known else self.say("not known")

    def said(self, row: str, text: str) -> str:
        """A value of a row, in words where it is an id."""
        if row == "distro" and text in self.knowledge.distros:
            return self.knowledge.distros[text].name.said_in(self.say.lang)
        if row == "accelerator":
            return self.named.get(text, text)
        if row == "chip":
            return self._chip(text)
        if row == NETWORK or row.startswith(INDEX):
            return {YES: self.say("reached"), NO: self.say("not reached")}.get(text, text)
        return text

    def choices(self, row: str, values: Iterable[str]) -> dict[str, str]:
        """What the values that can be picked for a row are called."""
        told = self.place.row(row)
        was = self.value(row, told.was) if told else ""
        called = {
            TAKE_BACK: self.say("as detected: {value}", value=was),
            NOT_KNOWN: self.say("not known"),
            OTHER: self.say("type another ..."),
            **(self._releases() if row == "distro_release" else self._meanings(row)),
        }
        return {value: called.get(value) or self.said(row, value) for value in values}

    def _chip(self, text: str) -> str:
        """The chip as people write it, with the name that its vendor gives it."""
        chips = {chip.id: chip for file in self.place.files for chip in file.chips}
        chip = chips.get(known_chip(text, chips.values()))
        if chip is None:
            return text
        name = chip.name.said_in(self.say.lang) if chip.name else chip.id
        if text == chip.id and chip.name:
            return name
        return text if text.lower() == name.lower() else f"{text} - {name}"

    def _releases(self) -> dict[str, str]:
        """Those with a code name."""
        distro = self.knowledge.distros.get(self.place.target.distro.value)
        named = [release for release in (distro.releases if distro else ()) if release.codename]
        return {release.version: f"{release.version} ({release.codename})" for release in named}

    def _meanings(self, row: str) -> dict[str, str]:
        """`580 or newer` for a version at which a range begins."""
        component = component_of(row)
        own = [file for file in self.place.files if component in file.components]
        return {
            each.version: either((each.means,), self.say)
            for file in own
            for each in named_versions(component, file)
        }


def fact_label(name: str, words: Words) -> str:
    """What people call a fact; a thing of a family keeps its own name."""
    if name in FACTS:
        return words(FACTS[name].label)
    family, _, thing = name.partition(".")
    return f"{words(FAMILIES[family].label)} {thing}" if family in FAMILIES and thing else name
