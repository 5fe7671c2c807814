"""The shape of a policy: what a team demands of its choice, for a gate in CI."""

from typing import Literal

from msgspec import Struct

from advisor.model.stack import StackGrade


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One demand. Every field that is given must hold; `id` names it in the results."""

    id: str
    says: str
    """The demand in the team's own words."""
    level: Literal["error", "warning"] = "error"
    criterion: str | None = None
    at_least: str | None = None
    """With `criterion`: the level or bound that the choice must reach; an unknown does not reach
    it."""
    measured: bool = False
    """With `criterion`: only a figure measured on this machine counts."""
    days_old_at_most: int | None = None
    """With `criterion`: how old its evidence may be."""
    rank_at_most: int | None = None
    """The choice must be among the first so many."""
    verdicts: tuple[str, ...] = ()
    """The verdict must be one of these: clear, leaning, close."""
    unknown_at_most: int | None = None
    """So many criteria may be unknown for the choice."""
    not_excluded: bool = False
    """No gate may keep the choice out."""
    stack_grade: StackGrade | None = None
    """How it must be known which versions go together where the choice shall run: so, or by
    something stronger; on a machine without platform software what was resolved is as good as what
    is documented."""
    require: tuple[str, ...] = ()
    """Versions that are allowed where the choice shall run, `torch>=2.6,<3` or `python>=3.10`; of
    each package that is named here there must be one."""


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A team's policy."""

    title: str
    choice: str | None = None
    """The framework that was chosen; the first of the ranking unless given."""
    rules: tuple[Rule, ...]
