"""What a hand does to the rows of a large model."""

from __future__ import annotations

import pytest

from advisor.model.need import Need
from advisor.usecases.need import adjust


def test_a_count_is_put_as_it_is_typed() -> None:
    assert adjust.put(Need(llm="a"), "context", "32k").context == 32768
    assert adjust.put(Need(llm="a"), "users", "8").users == 8


def test_what_is_no_count_is_refused() -> None:
    with pytest.raises(ValueError, match="many"):
        adjust.put(Need(), "cards", "many")


def test_a_model_that_is_taken_back_takes_what_was_said_of_it_along() -> None:
    need = Need(llm="a", precision="fp8", context=1024, users=2, cards=4, task="teaching")
    assert adjust.reset(need, "llm") == Need(task="teaching")
    assert adjust.reset(need, "users").users is None
