"""The rules for tables of names: what an answer must say, and what it may not."""

from __future__ import annotations

import re

from advisor.messages import N_
from advisor.model.apis import ApiTable, Counterpart
from advisor.reading.document import Document

DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def check_table(
    document: Document, table: ApiTable, frameworks: tuple[str, ...], packages: tuple[str, ...]
) -> None:
    """The rules for one table.

    Args:
        frameworks: ids that the base has.
        packages: what the names may begin with: the packages of all origins.
    """
    if table.id not in frameworks:
        message = N_("There is no {what} called {found}.")
        document.fault(
            table,
            "id",
            "unknown-framework",
            message,
            found=table.id,
            known=frameworks,
            what=N_("framework"),
        )
    used = set[str]()
    for name, counterpart in table.names.items():
        if not DOTTED.fullmatch(name) or (packages and name.partition(".")[0] not in packages):
            message = N_("{found} is not a dotted name of {packages}.")
            document.fault(
                table,
                "names",
                "bad-name",
                message,
                item=name,
                found=name,
                packages=", ".join(packages),
            )
        _counterpart(document, table, counterpart)
        used.update(counterpart.bites)
    for key in table.bites:
        if key not in used and not document.spoilt(table, "names"):
            message = N_("The bite {found} is never used.")
            document.fault(table, "bites", "unused-bite", message, item=key, found=key)


def _counterpart(document: Document, table: ApiTable, counterpart: Counterpart) -> None:
    if document.spoilt(counterpart, "kind"):
        return
    kind, here = counterpart.kind, counterpart.here
    if (kind == "missing") != (not here):
        message = N_("What is missing has no name there, and everything else has one.")
        document.fault(counterpart, "here", "here-or-missing", message)
    elif here and not DOTTED.fullmatch(here):
        document.fault(
            counterpart, "here", "bad-name", N_("{found} is not a dotted name."), found=here
        )
    told = bool(
        counterpart.renamed or counterpart.lacks or counterpart.defaults or counterpart.bites
    )
    if kind == "same" and (counterpart.defaults or counterpart.bites):
        message = N_(
            "With another default or a bite it differs; only arguments may have other names, or "
            "lack."
        )
        document.fault(counterpart, "kind", "same-but-differs", message)
    elif kind == "differs" and not told:
        message = N_("It differs, but nothing says how.")
        document.fault(counterpart, "kind", "differs-unsaid", message)
    for index, key in enumerate(counterpart.bites):
        if key not in table.bites:
            message = N_("There is no bite {found} in this file.")
            document.fault(
                counterpart,
                "bites",
                "unknown-bite",
                message,
                item=index,
                found=key,
                known=table.bites,
            )
