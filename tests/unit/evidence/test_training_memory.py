"""Memory of training: the figures that the papers state."""

from __future__ import annotations

import pytest

from advisor.catalog.load import open_models
from advisor.evidence.large_models.training import Method, Training, fewest_to_train, training_need
from advisor.model.language_model import LanguageModel
from advisor.resources import knowledge_dir

GIB = 2**30


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return open_models(knowledge_dir()).models["qwen2_5-7b"]


def total(model: LanguageModel, method: Method, cards: int = 1) -> float:
    need = training_need(model, Training(method=method, context=2048, cards=cards))
    assert need is not None
    return need.total.middle


def test_adam_in_mixed_precision_takes_sixteen_bytes_of_each_parameter(
    model: LanguageModel,
) -> None:
    need = training_need(model, Training(method="full", context=1))
    assert need is not None
    kept = need.weights.middle + need.states.middle
    assert kept == pytest.approx(16 * model.parameters * 1e9)


def test_states_are_shared_out_over_the_cards(model: LanguageModel) -> None:
    one = training_need(model, Training(method="full", context=1))
    eight = training_need(model, Training(method="full", context=1, cards=8))
    assert one is not None
    assert eight is not None
    assert eight.states.middle == pytest.approx(one.states.middle / 8)


def test_less_is_taken_the_less_is_changed(model: LanguageModel) -> None:
    assert total(model, "full") > total(model, "lora") > total(model, "qlora")


def test_the_published_case_of_qlora_fits_where_it_was_trained() -> None:
    """Dettmers et al. 2023: 65 thousand millions in below 48 GB."""
    model = open_models(knowledge_dir()).models["llama-3_1-70b"]
    need = training_need(model, Training(method="qlora", context=512))
    assert need is not None
    assert need.total.low < 48 * GIB


def test_the_fewest_cards_hold_it_and_half_of_them_do_not(model: LanguageModel) -> None:
    training = Training(method="full", context=2048)
    fewest = fewest_to_train(model, training, 64 * GIB, 0.9)
    assert fewest is not None
    assert fewest > 1
    assert total(model, "full", fewest) < 0.9 * 64 * GIB < total(model, "full", fewest // 2)


def test_counts_below_one_are_refused(model: LanguageModel) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        training_need(model, Training(method="full", context=0))
