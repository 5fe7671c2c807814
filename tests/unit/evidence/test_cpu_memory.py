"""What processes of small decoders took on a CPU, as it was measured, beside the formula."""

from __future__ import annotations

import pytest

from tools.cpu_memory import FITTED, SHAPES, WITHIN, Grown, kept, model_of, predicted
from tools.decoders.shape import answer, drawn

GROWN = [one for one in kept().grown if one.order.size != FITTED]


def _named(one: Grown) -> str:
    return f"{one.framework}-{one.order.size}-{one.order.users}x{one.order.context}"


@pytest.mark.parametrize("one", GROWN, ids=_named)
def test_the_peak_of_a_process_is_within_15_percent_of_the_formula(one: Grown) -> None:
    peak, _ = predicted(one.order)
    assert abs(peak.middle / one.peak - 1) <= WITHIN
    assert peak.low <= one.peak <= peak.high


def test_three_sizes_two_contexts_and_two_frameworks_were_measured() -> None:
    settled = [one for one in GROWN if not one.order.held_out]
    assert len({one.framework for one in settled}) >= 2
    assert len({(one.order.size, one.order.context) for one in settled}) >= 6


def test_the_sizes_have_about_the_parameters_that_they_are_called_by() -> None:
    for size, shape in SHAPES.items():
        millions = model_of(shape).parameters * 1000
        assert millions == pytest.approx(float(size.split()[0]), rel=0.2)


def test_the_order_of_tokens_matters_to_the_reference() -> None:
    """The reference with which decoders are compared has positions."""
    import numpy as np

    shape = SHAPES[FITTED]
    tables = drawn(shape)
    tokens = np.array([[5, 7, 11, 13]])
    alone = answer(shape, tables, tokens[:, :3])
    other_order = answer(shape, tables, tokens[:, [1, 0, 2]])
    assert not np.allclose(alone, other_order)
    assert alone.shape == (1, shape.vocabulary)
    assert np.isfinite(alone).all()
