"""The ids of a base, and what is said about a name that is not among them."""

from __future__ import annotations

from typing import Any

from advisor.catalog.overlay import FrameworkOverlay
from advisor.messages import N_
from advisor.model.fact_names import ARCHS
from advisor.reading.document import Document


class Names:
    """The ids that files may mention."""

    def __init__(self, documents: list[Document]) -> None:
        self.by_kind: dict[str, dict[str, Any]] = {}
        for document in documents:
            if document.kind == "article" or isinstance(document.value, FrameworkOverlay):
                continue
            # A file that could not be read still has its name, and one without a scale still is a
            # criterion: mentioning it is not a second mistake.
            unread = document.kind == "criteria" and document.spoilt(document.value, "scale")
            self.by_kind.setdefault(document.kind, {})[document.stem] = (
                None if unread else document.value
            )

    def of(self, kind: str) -> dict[str, Any]:
        """id to thing."""
        return self.by_kind.get(kind, {})


def known_name(
    document: Document,
    thing: Any,
    name: str,
    found: str,
    known: Any,
    what: str,
    item: object = None,
) -> None:
    """Report a name that the base does not have."""
    if found not in known:
        message = N_("There is no {what} called {found}.")
        document.fault(
            thing, name, f"unknown-{what}", message, item=item, found=found, known=known, what=what
        )


def each_known(document: Document, thing: Any, name: str, known: Any, what: str) -> None:
    """The same for every item of a list."""
    for index, found in enumerate(getattr(thing, name)):
        known_name(document, thing, name, found, known, what, index)


def archs(document: Document, thing: Any) -> None:
    """CPU architectures are written as `uname -m` writes them."""
    for index, arch in enumerate(thing.archs):
        if arch not in ARCHS:
            message = N_("{found} is not a CPU architecture as `uname -m` names it.")
            document.fault(
                thing, "archs", "unknown-arch", message, item=index, found=arch, known=ARCHS
            )
