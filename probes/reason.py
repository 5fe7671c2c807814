"""Why there is no figure, as data: a code with values, `{"code": ..., "values": {...}}`. The host
puts it into words in the language of whoever reads.

The codes and the names of their values are those of advisor/model/reason.py.
"""

OWN_WORDS = "own_words"
"""The code of a text that is not ours: of a framework, of its adapter or of the system."""


def because(code, **values):
    """A reason; the values are texts and finite numbers."""
    return {"code": code, "values": values}


def in_own_words(text):
    """The reason of somebody who knows no codes."""
    return because(OWN_WORDS, text=text)


class NoFigure(Exception):
    """A workload came to an outcome other than figures.

    Args:
        why: what `because` makes, or a sentence of an adapter's own.
    """

    outcome = "crashed"

    def __init__(self, why):
        self.reason = why if isinstance(why, dict) else in_own_words(why)
        super().__init__(self.reason["values"].get("text", self.reason))
