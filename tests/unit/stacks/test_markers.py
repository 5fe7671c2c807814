"""Markers are read as `packaging` reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker

from advisor.stacks import markers
from advisor.stacks.requirements import counts, parsed

ENVIRONMENT = {
    "python_version": "3.10",
    "python_full_version": "3.10.0",
    "platform_machine": "aarch64",
    "platform_system": "Linux",
    "sys_platform": "linux",
    "os_name": "posix",
    "extra": "",
}
CLAUSES = st.one_of(
    st.tuples(
        st.sampled_from(["python_version", "python_full_version"]),
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        st.sampled_from(["3.8", "3.9", "3.10", "3.11", "3"]),
    ),
    st.tuples(
        st.sampled_from(["platform_machine", "sys_platform", "platform_system"]),
        st.sampled_from(["==", "!=", "in", "not in"]),
        st.sampled_from(["aarch64", "x86_64", "linux", "Linux", "darwin win32 linux"]),
    ),
).map(lambda clause: f"{clause[0]} {clause[1]} '{clause[2]}'")
MARKERS = st.recursive(
    CLAUSES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=6,
)


@given(MARKERS)
def test_a_marker_means_what_packaging_means_by_it(marker: str) -> None:
    assert markers.holds(marker, ENVIRONMENT) == Marker(marker).evaluate(ENVIRONMENT)


def test_an_extra_that_nobody_asked_for_does_not_count() -> None:
    assert not counts("extra == 'cuda'", "3.10", "x86_64")
    assert counts("python_version < '3.11' and platform_machine == 'x86_64'", "3.10", "x86_64")
    assert counts("what is this", "3.10", "x86_64")


@pytest.mark.parametrize(
    ("text", "name", "specifier", "marker"),
    [
        ("torch==2.13.0", "torch", "==2.13.0", ""),
        ("Torch_NPU (>=2,<3)", "torch-npu", ">=2,<3", ""),
        ("numpy[x]>=1.2 ; python_version<'3.9'", "numpy", ">=1.2", "python_version<'3.9'"),
        ("numpy", "numpy", "*", ""),
    ],
)
def test_a_requirement_is_taken_apart(text: str, name: str, specifier: str, marker: str) -> None:
    found = parsed(text)
    assert (found.name, found.specifier, found.marker) == (name, specifier, marker)
