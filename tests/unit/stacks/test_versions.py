"""The tolerant comparator: a total order that agrees with PEP 440 and takes what vendors write."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from advisor.stacks.versions import holds, is_specifier, is_stable, key, newest

NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(
    lambda parts: ".".join(str(part) for part in parts)
)
PRE = st.one_of(
    st.just(""),
    st.tuples(st.sampled_from(["a", "b", "rc"]), st.integers(0, 5)).map(lambda p: f"{p[0]}{p[1]}"),
)
POST = st.one_of(st.just(""), st.integers(0, 5).map(lambda n: f".post{n}"))
DEV = st.one_of(st.just(""), st.integers(0, 5).map(lambda n: f".dev{n}"))
PEP440 = st.tuples(NUMBERS, PRE, POST, DEV).map("".join)
VENDOR = st.one_of(
    PEP440,
    st.sampled_from(
        ["8.0.RC2.alpha002", "24.1.rc3.3", "R580", "25.04.2", "23.0.3.B060", "v1.2", "", "V100R001"]
    ),
    st.text("0123456789.abrc-RC_", max_size=14),
)


@given(PEP440, PEP440)
def test_it_orders_what_pep_440_orders_as_pep_440_does(one: str, other: str) -> None:
    theirs = (Version(one) > Version(other)) - (Version(one) < Version(other))
    ours = (key(one) > key(other)) - (key(one) < key(other))
    assert ours == theirs


@given(st.lists(VENDOR, max_size=12))
def test_any_versions_have_one_order_whatever_order_they_come_in(versions: list[str]) -> None:
    ordered = [key(version) for version in sorted(versions, key=key)]
    backwards = versions[::-1]
    assert ordered == [key(version) for version in sorted(backwards, key=key)]
    assert all(one <= other for one, other in pairwise(ordered))


@given(VENDOR, VENDOR, VENDOR)
def test_the_order_is_total_and_transitive(a: str, b: str, c: str) -> None:
    assert (key(a) < key(b)) + (key(a) == key(b)) + (key(a) > key(b)) == 1
    if key(a) <= key(b) <= key(c):
        assert key(a) <= key(c)


@given(PEP440, st.sampled_from(["==", ">=", "<=", "!=", ">", "<"]), NUMBERS)
def test_a_range_means_what_pip_means_by_it(version: str, operator: str, bound: str) -> None:
    specifier = f"{operator}{bound}"
    assert holds(version, specifier) == SpecifierSet(specifier).contains(version, prereleases=True)


@given(PEP440, st.lists(st.integers(0, 30), min_size=2, max_size=3))
def test_lines_and_compatible_releases_mean_what_pip_means(version: str, parts: list[int]) -> None:
    bound = ".".join(str(part) for part in parts)
    for specifier in (f"=={bound}.*", f"!={bound}.*", f"~={bound}"):
        expected = SpecifierSet(specifier).contains(version, prereleases=True)
        assert holds(version, specifier) == expected


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("8.0.RC1", "8.0.RC2.alpha002"),
        ("8.0.RC2.alpha002", "8.0.RC2"),
        ("8.0.RC2", "8.0.0"),
        ("8.0.0", "8.1.RC1.alpha001"),
        ("24.1.rc3", "24.1.rc3.3"),
        ("24.1.rc3.3", "24.1.0"),
        ("R535", "R580"),
        ("R580", "580.65.06"),
        ("25.04.1", "25.04.2"),
        ("2.4.0", "2.4.0.post2"),
        ("2.4.0.post2", "2.4.0.post10"),
        ("23.0.3", "23.0.3.B060"),
        ("23.0.3.B060", "23.0.4"),
    ],
)
def test_vendors_versions_are_ordered_as_the_vendor_means_them(lower: str, higher: str) -> None:
    assert key(lower) < key(higher)


@pytest.mark.parametrize(
    ("version", "specifier", "expected"),
    [
        ("8.0", "8.0.0", True),
        ("8.0.RC1", "8.0", False),
        ("8.0.1", "8.0.*", True),
        ("580.82.07", ">=R580", True),
        ("2.9.1+cu126", "2.9.1", True),
        ("2.9.1", "2.9.1+cu126", False),
        ("2.9.1+cu126", "2.9.1+cu126", True),
        ("anything 1", "*", True),
        ("8.1.RC1", ">=8.1", False),
    ],
)
def test_a_specifier_reads_as_it_is_written(version: str, specifier: str, expected: bool) -> None:
    assert holds(version, specifier) == expected


def test_what_is_no_specifier_is_told() -> None:
    assert not any(is_specifier(text) for text in ("", ">=", "latest", ">= 1 <2", "=>1", "1..<2"))
    assert all(is_specifier(text) for text in ("*", "8.0.RC1", ">=1,<2", "2.1.*", "~=2.1"))


def test_what_came_before_a_release_is_not_stable() -> None:
    assert [is_stable(text) for text in ("8.0.RC1", "2.1.0.post3", "2.9.0.dev1", "R580")] == [
        False,
        True,
        False,
        True,
    ]
    assert newest(["2.9.1", "2.10.0", "2.10.0rc1"]) == "2.10.0"
