"""Write docs/large-model-memory.md: the formula for a large model's memory, and beside what
engines published what it computes; `--check` writes nothing and fails when it is out of date."""

from __future__ import annotations

import sys

from advisor.evidence.large_models import training
from advisor.evidence.large_models.fit import splits_into
from advisor.evidence.large_models.need import holds, memory_need
from advisor.evidence.large_models.serving import GIB, EngineHabits, Serving, Spread
from advisor.model.language_model import Models
from tools.published_memory import (
    ROOT,
    Compared,
    FewestCase,
    PublishedCase,
    PublishedCases,
    RefusedCase,
    compare,
    fewest_of,
    known_models,
    published_cases,
)

TARGET = ROOT / "docs" / "large-model-memory.md"
FORMULA = """# Memory of a large model

How much memory a large language model takes on each card that serves it, and how that is held
against what engines reported. Written by `make large-model-memory`; the formula is code in
`advisor/evidence/large_models/`, models and precisions are data in `knowledge/models/` and
`knowledge/precisions/`, the cases in `tests/data/large_model_memory.yaml`.

## The formula

Per card, in bytes, each term with a lower bound, a middle and an upper bound:

    need   = weights + cache + work + reservation          at most share x card
    total  = need + graphs                                 at most card

| term | middle | lower and upper bound | from |
|---|---|---|---|
| weights | (other parameters x bits, outside experts x the precision's other bits, \
+ embeddings and last layer x 16) / 8 / cards, and what \
every card holds whole | layers that guess further tokens are left out; only the experts are \
quantised, their widths filled up to 256, a tower for pictures on every card, 3 % for each \
doubling of the cards | parameters and shape of the model, bits of the precision with its scales |
| cache | users x layers x tokens in whole pages x elements x bits / 8; heads of keys and values \
divided by the cards, at least one; a latent whole on each card; a sliding window keeps its own \
tokens and those of a step | a window keeps its own only; every layer keeps all | Ainslie et al. \
2023; DeepSeek-AI 2024, DeepSeek-V2, 2.1; Kwon et al. 2023 (pages) |
| work | the larger of: sequences x words x {logit} bytes while tokens are chosen; {step} tokens \
x widths alive at once x 2 bytes in one layer | see the constants | measured below |
| reservation | runtime, and with several cards exchange | see the constants | measured below |
| graphs | recorded kernels, beside the share | see the constants | measured below |

An engine splits a model over so many cards only if its heads divide evenly, and heads of keys and
values divide or repeat evenly. Experts are split inside, as a dense layer is. Where the cards do
not hold it: the nearest that they hold, always in this order: a published precision of fewer bits,
a shorter context, fewer users, more cards, each alone.

Going from one card to two adds the buffers for exchange: a model that is small may take more per
card on two than on one. From two cards on, more cards never take more per card.

## The constants
"""

AFTER = """
`work`, `reservation` and `graphs` are the span of what the cases report: they are fitted to them.
Weights and cache are not: they are computed from the model's shape alone. The spans were drawn from
cases 1 to 16, of one laboratory, and 18 and 19; of the eleven that came next two lay outside, 20
and 21, with a reservation of 0.25 and 0.20 GiB, and the lower bound of exchange was widened to hold
them. Cases 30 to 35 were looked for afterwards, and nothing was changed for them.
Bounds are added bound by bound, so that the sum is wider than chance would make it.

## Beside what engines published

GiB per card (2**30 bytes). A case counts as inside when every quantity that it reports is.
"""

TRAINING = """
## Training

For fine-tuning and pre-training, per card, weights, gradients and the optimiser's states shared out
over all cards:

| term | low | middle | high | from |
|---|---|---|---|---|
| weights, bytes a parameter | 2 | 2 | 2 | 16 bits; QLoRA: {bits} bits, but embeddings and the \
last layer in 16 (Dettmers et al. 2023, 3) |
| gradients, bytes a trained parameter | {low:g} | {middle:g} | {high:g} | in 16 bits, or gathered \
in 32 |
| optimiser, bytes a trained parameter | {optimiser} | {optimiser} | {optimiser} | Adam in mixed \
precision: weights, mean and variance in 32 bits (Rajbhandari et al. 2020, 3.1) |
| trained parameters of LoRA | rank {ranks.low:g} | rank {ranks.middle:g} | rank {ranks.high:g} | \
rank x (rows + columns) of the matrices of attention and of one feed-forward part a layer (Hu et \
al. 2021) |
| activations | what enters each layer, and one layer | the same | every layer | 2 and {layer} \
bytes for each token and element of the width (Korthikanti et al. 2022, eq. 1 without \
scores, and 5) |
| scores, bytes a token and word | {logit.low:g} | {logit.middle:g} | {logit.high:g} | 16 bits, 32 \
bits and its gradient |

Checked against what the papers state (16 bytes a parameter; 65 thousand millions by QLoRA in below
48 GB), not against logs: no case of training is among those above.
"""

WEAK = """
## When not to trust it

- An older engine with a low limit of sequences works in less, one that reserves for 1024 in more:
  state the limit and the bounds close.
- Pipelines, experts on cards of their own, several copies (data parallel) and a guessing model
  beside the large one are not counted.
- A picture tower's parameters are not known apart from the rest; their cache of pictures is not
  counted.
- States of linear attention are kept in 16 bits at the middle; some engines keep 32, and some
  reserve states for more sequences than there are users.
- Reported tokens of models with several groups of layers are derived by the engine from a
  sequence of full length, and are no measure of bytes per token.
"""


def main() -> int:
    models, published = known_models(), published_cases()
    text = _document(published, models)
    if "--check" in sys.argv[1:]:
        stale = not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text
        if stale:
            print(f"{TARGET.name} is out of date: run `make large-model-memory`")
        return int(stale)
    TARGET.write_text(text, encoding="utf-8")
    print(f"wrote docs/{TARGET.name}")
    return 0


def _document(published: PublishedCases, models: Models) -> str:
    cases, fewest = published.cases, published.fewest
    compared = {case.id: compare(case, models) for case in cases}
    inside = sum(all(one.inside for one in found) for found in compared.values())
    lines = [_formula(), *_constants(), AFTER]
    lines.append(f"**{inside} of {len(cases)} cases are inside.**\n")
    lines.append("| model | precision | cards | engine | quantity | published | computed | |")
    lines.append("|---|---|---|---|---|---|---|---|")
    for number, case in enumerate(cases, 1):
        lines += _rows(case, compared[case.id], number, models)
    lines += ["", "### How many cards", ""]
    lines += ["| model | precision | card | published | computed |", "|---|---|---|---|---|"]
    lines += [_fewest_row(case, models) for case in fewest]
    lines += ["", f"Published: {fewest[0].source.title}, {fewest[0].source.at}.", ""]
    lines += ["### What did not start", ""]
    lines += ["| model in 16 bits | cards | card | published | computed |", "|---|---|---|---|---|"]
    lines += [_refused_row(case, models) for case in published.refused]
    lines += ["", "Published beside cases 1 to 11.", "", "### Sources"]
    lines.append("")
    for number, case in enumerate(cases, 1):
        note = f" {case.note}" if case.note else ""
        source = case.source
        dated = f" ({source.dated})" if source.dated else ""
        lines.append(f"{number}. {source.title}: {source.at}{dated}.{note}")
    return "\n".join(lines) + "\n" + _training() + "\n" + WEAK


def _training() -> str:
    gradients = training.GRADIENT_BYTES
    return TRAINING.format(
        bits=training.QUANTISED_BITS,
        low=gradients.low,
        middle=gradients.middle,
        high=gradients.high,
        optimiser=training.OPTIMISER_BYTES,
        ranks=training.RANKS,
        layer=training.LAYER_BYTES,
        logit=training.LOGIT_BYTES,
    ).rstrip()


def _formula() -> str:
    habits = EngineHabits()
    return FORMULA.format(
        logit=f"{habits.logit_bytes.middle:g}", step=f"{habits.step_tokens.middle:g}"
    )


def _constants() -> list[str]:
    habits = EngineHabits()
    rows = (
        ("share of the card", "", Spread(habits.share, habits.share, habits.share), 1),
        ("tokens in a page", "", habits.block, 1),
        ("sequences, if not more users", "", habits.sequences, 1),
        ("tokens of a step", "", habits.step_tokens, 1),
        ("bytes per sequence and word", "", habits.logit_bytes, 1),
        ("runtime", "GiB", habits.runtime, GIB),
        ("exchange, from two cards on", "GiB", habits.communication, GIB),
        ("graphs", "GiB", habits.graphs, GIB),
    )
    lines = ["| constant | unit | lower | middle | upper |", "|---|---|---|---|---|"]
    for name, unit, spread, scale in rows:
        bounds = [f"{bound / scale:g}" for bound in (spread.low, spread.middle, spread.high)]
        lines.append(f"| {name} | {unit} | {' | '.join(bounds)} |")
    return lines


def _rows(
    case: PublishedCase, found: tuple[Compared, ...], number: int, models: Models
) -> list[str]:
    name = models.models[case.serving.model].name
    head = f"{name} [{number}] | {case.serving.precision} | {case.serving.cards} | {case.engine}"
    lines = []
    for one in found:
        verdict = "inside" if one.inside else "**outside**"
        figures = f"{_figure(one.reported, one.unit)} | {_spread(one)}"
        lines.append(f"| {head} | {one.what}, {one.unit} | {figures} | {verdict} |")
        head = " | | | "
    return lines


def _fewest_row(case: FewestCase, models: Models) -> str:
    name = models.models[case.model].name
    cards = fewest_of(case, models)
    return f"| {name} | {case.precision} | {case.card_gib:g} GiB | {case.cards} | {cards} |"


def _refused_row(case: RefusedCase, models: Models) -> str:
    model = models.models[case.model]
    split = "splits" if splits_into(model, case.cards) else "does not split so"
    said = case.note or f"refused for its {case.why}"
    row = f"| {model.name} | {case.cards} | {case.card_gib:g} GiB | {said}"
    return f"{row} | {split}, {_verdict(case, models)} |"


def _verdict(case: RefusedCase, models: Models) -> str:
    serving = Serving(
        precision=models.precisions["bf16"],
        cache_precision=models.precisions["bf16"],
        context=8192,
        cards=case.cards,
    )
    need = memory_need(models.models[case.model], serving)
    assert need is not None
    return f"memory: {holds(need, case.card_gib * GIB, serving.habits.share)}"


def _spread(one: Compared) -> str:
    spread = one.computed
    low, middle, high = (
        _figure(bound, one.unit) for bound in (spread.low, spread.middle, spread.high)
    )
    return f"{middle} ({low} to {high})"


def _figure(value: float, unit: str) -> str:
    if unit == "GiB":
        return f"{value:.2f}" if value >= 0.1 or not value else f"{value:.4f}"
    return f"{value:,.0f}"


if __name__ == "__main__":
    sys.exit(main())
