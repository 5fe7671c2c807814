"""Large models of the shipped knowledge: what a token costs, as others publish it, and parameters
that their widths give."""

from __future__ import annotations

import pytest

from advisor.catalog.checks.language_model import expected_parameters
from advisor.catalog.load import open_models
from advisor.model.language_model import (
    LanguageModel,
    Models,
    cache_elements,
    elements_per_token,
)
from advisor.model.model_names import key, named, near, spellings
from advisor.resources import knowledge_dir

BYTES = 2
"""Of an element in 16 bits, in which the published figures are."""

PUBLISHED = {
    # arXiv 2505.09343 (ISCA 2025), table 1: kilobytes of 1,000 bytes a token
    "deepseek-v3": 70_272,
    "qwen2_5-72b": 327_680,
    "llama-3_1-405b": 516_096,
}

HELD_128K = {
    # huggingface/blog llama31.md@0551785f2dd08b7b56c9cc4e2c5cd44a8178a58b: GiB of 128,000 tokens
    # (what it says of 405B is twice the figure of the paper above, which its own widths give)
    "llama-3_1-8b": 15.62,
    "llama-3_1-70b": 39.06,
}


@pytest.fixture(scope="module")
def models() -> Models:
    return open_models(knowledge_dir())


def bytes_per_token(model: LanguageModel) -> int:
    return elements_per_token(model) * BYTES


@pytest.mark.parametrize(("id", "published"), PUBLISHED.items())
def test_a_token_costs_what_is_published(models: Models, id: str, published: int) -> None:
    assert bytes_per_token(models.models[id]) == published


@pytest.mark.parametrize(("id", "published"), HELD_128K.items())
def test_a_long_context_costs_what_is_published(models: Models, id: str, published: float) -> None:
    held = cache_elements(models.models[id], 128_000) * BYTES / 2**30
    assert held == pytest.approx(published, abs=0.006)


def test_an_engine_that_counts_its_tokens_agrees(models: Models) -> None:
    """vLLM's page on quantised caches (docs/features/quantization/quantized_kvcache.md@0609ba15):
    11.47 GiB hold 83,488 tokens of Qwen3-4B."""
    held = 11.47 * 2**30 / bytes_per_token(models.models["qwen3-4b"])
    assert held == pytest.approx(83_488, rel=0.001)


def test_a_sliding_window_keeps_no_more_than_itself(models: Models) -> None:
    model = models.models["gpt-oss-20b"]
    layer = 2 * 8 * 64
    assert cache_elements(model, 100) == 24 * layer * 100
    assert cache_elements(model, 16_384) == 12 * layer * 16_384 + 12 * layer * 128


def test_layers_without_a_cache_keep_their_state_once(models: Models) -> None:
    model = models.models["qwen3_5-27b"]
    grown = cache_elements(model, 2_000) - cache_elements(model, 1_000)
    assert grown == 1_000 * elements_per_token(model)
    assert cache_elements(model, 0) > 0


def test_parameters_of_dense_models_go_with_their_widths(models: Models) -> None:
    dense = [
        model
        for model in models.models.values()
        if set(model.modality) == {"text"} and not model.experts and expected_parameters(model)
    ]
    assert len(dense) >= 20
    for model in dense:
        assert model.parameters == pytest.approx(expected_parameters(model), rel=0.01), model.id


def test_there_are_models_for_every_kind_of_work(models: Models) -> None:
    everything = models.models.values()
    assert len(everything) >= 40
    for modality in ("text", "image", "audio", "document"):
        assert sum(modality in model.modality for model in everything) >= 4, modality
    makers = {model.organisation.en for model in everything}
    assert {"Alibaba", "DeepSeek", "Zhipu AI (Z.ai)", "Moonshot AI", "Baidu", "Huawei"} <= makers


def test_no_name_stands_for_two_models(models: Models) -> None:
    owners: dict[str, str] = {}
    for id, model in models.models.items():
        for spelling in spellings(model):
            assert owners.setdefault(spelling, id) == id, spelling


def test_every_name_finds_its_model(models: Models) -> None:
    for model in models.models.values():
        for name in (model.id, model.name, *model.also, *model.precisions.values()):
            assert named(models.models, name) is model


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("Qwen3-32B", "qwen3-32b"),
        ("qwen3 32b", "qwen3-32b"),
        ("Qwen/Qwen3-32B", "qwen3-32b"),
        ("deepseek r1", "deepseek-r1"),
        ("DEEPSEEK-R1", "deepseek-r1"),
        ("千问3-32B", "qwen3-32b"),
        ("Qwen2.5-72B-Instruct", "qwen2_5-72b"),
    ],
)
def test_names_as_people_write_them(models: Models, written: str, id: str) -> None:
    found = named(models.models, written)
    assert found is not None
    assert found.id == id


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("通义千问", "Qwen3-32B"),
        ("llama 3.3", "Llama-3.3-70B"),
        ("qwen vl 72b", "Qwen2.5-VL-72B"),
        ("deepsek-r1", "DeepSeek-R1"),
    ],
)
def test_a_name_that_is_not_one_is_answered_with_what_may_be_meant(
    models: Models, written: str, meant: str
) -> None:
    assert named(models.models, written) is None
    assert meant in near(models.models, written)


def test_nothing_is_near_to_nothing(models: Models) -> None:
    assert key("-- _") == ""
    assert near(models.models, "") == ()
    assert named(models.models, "") is None
