"""Numbers as people read them."""

from __future__ import annotations

import pytest

from advisor.views.numbers import difference


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0123, "+0.012"),
        (-0.2, "-0.200"),
        (-0.0003, "-0.0003"),
        (0.00051, "+0.001"),
        (0.000001, "0"),
        (0.0, "+0.000"),
    ],
)
def test_a_difference_is_never_a_signed_nothing_unless_it_is_none(value: float, text: str) -> None:
    assert difference(value) == text
