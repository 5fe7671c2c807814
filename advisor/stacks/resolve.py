"""The door: a target and a framework, and what is known about how it runs there."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from advisor.model.stack import Resolution, Stack, Target
from advisor.stacks.resolver import Resolver
from advisor.stacks.searching.conflict import explained
from advisor.stacks.stock import Stock


def resolve(target: Target, framework: str, stock: Stock, *, explain: bool = True) -> Resolution:
    """The newest stable versions that are known to go together on a target.

    Metadata excludes, rows decide among what is left, and what the target does not tell becomes a
    condition; the first answer may then have others behind it, `otherwise`.

    Args:
        explain: find out which facts are to blame for a conflict, which costs about ten times as
            much; without, it has no statements.

    Returns:
        A stack; or the conflict that keeps every known way from the target; or that no way is
        known.
    Raises:
        KeyError: there is no such framework.
    """
    if target.purpose and stock.engines:
        # What needs no engine needs nothing of this.
        from advisor.stacks.engines.answer import with_engine

        return with_engine(target, framework, stock, explain=explain)
    found = Resolver(stock, target).stacks(framework)
    if found:
        return replace(found[0], otherwise=tuple(found[1:]))
    return explained(target, framework, stock, _again if explain else None)


def resolve_all(
    target: Target,
    stock: Stock,
    frameworks: Iterable[str] | None = None,
    *,
    explain: bool = True,
) -> dict[str, Resolution]:
    """The same for every framework, or those, in id order of the base."""
    ids = stock.knowledge.frameworks if frameworks is None else frameworks
    return {id: resolve(target, id, stock, explain=explain) for id in ids}


def _again(target: Target, framework: str, stock: Stock) -> Stack | None:
    found = Resolver(stock, target).stacks(framework)
    return found[0] if found else None
