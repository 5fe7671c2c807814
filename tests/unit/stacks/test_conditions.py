"""When one set of conditions says no more than another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.model.stack import Condition
from advisor.stacks.searching.conditions import contradict, implied, joined, meets

BOUNDS = st.sampled_from(["1", "1.5", "2", "2.1.rc1", "3"])
RANGES = st.one_of(
    BOUNDS,
    st.tuples(st.sampled_from([">=", ">", "<", "<="]), BOUNDS).map("".join),
    st.tuples(BOUNDS, BOUNDS).map(lambda pair: f">={pair[0]},<{pair[1]}"),
)
CONDITIONS = st.lists(
    st.builds(
        Condition,
        component=st.sampled_from(["driver", "sdk"]),
        any_of=st.lists(RANGES, min_size=1, max_size=2).map(tuple),
    ),
    max_size=3,
)
VERSIONS = st.sampled_from(
    ["0.9", "1", "1.2", "1.5", "1.9", "2.1.rc0", "2.1.rc1", "2.1", "2.5", "3", "3.1"]
)


def ask(component: str, *any_of: str) -> Condition:
    return Condition(component=component, any_of=any_of)


@given(CONDITIONS, CONDITIONS, VERSIONS, VERSIONS)
def test_what_is_implied_holds_wherever_the_other_does(
    conditions: list[Condition], by: list[Condition], driver: str, sdk: str
) -> None:
    has = {"driver": driver, "sdk": sdk}
    allowed = all(meets(has[each.component], each) for each in by)
    if implied(conditions, by) and allowed:
        assert all(meets(has[each.component], each) for each in conditions)


@given(CONDITIONS, VERSIONS, VERSIONS)
def test_joining_loses_nothing(conditions: list[Condition], driver: str, sdk: str) -> None:
    has = {"driver": driver, "sdk": sdk}
    before = all(meets(has[each.component], each) for each in conditions)
    assert before == all(meets(has[each.component], each) for each in joined(conditions))


def test_ranges_values_and_nothing() -> None:
    assert implied([ask("driver", ">=525")], [ask("driver", ">=580")])
    assert not implied([ask("driver", ">=580")], [ask("driver", ">=525")])
    assert implied([], [])
    assert not implied([ask("network", "yes")], [])
    assert not implied([ask("driver", ">=525")], [ask("network", "yes")])
    assert implied([ask("chip", "a", "b")], [ask("chip", "a")])
    assert not implied([ask("chip", "a")], [ask("chip", "a", "b")])


def test_two_lists_of_chips_without_a_chip_in_common_contradict() -> None:
    assert contradict([ask("chip", "a"), ask("chip", "b", "c")])
    assert not contradict([ask("chip", "a"), ask("chip", "a", "c"), ask("arch", "x86_64")])
