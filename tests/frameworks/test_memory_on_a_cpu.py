"""A small sample of `make cpu-memory-experiment`, in the environments that are there."""

from __future__ import annotations

import pytest

from tools.cpu_memory import WITHIN, Order, predicted
from tools.cpu_memory_experiment import ALIKE, FRAMEWORKS, difference, environments, grown

pytestmark = pytest.mark.frameworks


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_decoder_takes_what_the_formula_says(framework: str) -> None:
    """Compared with NumPy before it is measured; a few seconds each."""
    info = environments().get(framework)
    if info is None:
        pytest.skip(f"no environment of {framework}")
    assert difference(framework, info) < ALIKE
    order = Order(size="20 million", context=512)
    peak, _ = predicted(order)
    assert abs(peak.middle / grown(framework, info, order).peak - 1) <= WITHIN
