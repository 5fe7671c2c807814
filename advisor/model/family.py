"""The shape of knowledge/families/<id>.yaml: criteria that a person weighs together."""

from msgspec import Struct

from advisor.model.text import Text


class Family(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A branch of the tree of values. A base holds at most eight, so that a person can name and
    compare them."""

    id: str
    label: Text
    swing: Text
    """From what to what: a weight without a range means nothing."""
    question: Text
    """What a person is asked who gives it points."""
