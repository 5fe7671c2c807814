"""The shapes of knowledge/models/<id>.yaml and knowledge/precisions/<id>.yaml: large models that
people ask for, and the forms in which their numbers are kept."""

from datetime import date
from typing import Literal

from msgspec import Struct

from advisor.model.source import DatedSource
from advisor.model.text import Text

ModelKind = Literal["decoder", "encoder_decoder", "diffusion", "encoder"]
ModelPurpose = Literal["serving", "finetuning", "pretraining"]
Modality = Literal["text", "image", "audio", "video", "document"]


class Attention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Layers of one kind, and what each of them keeps of the tokens that it has seen."""

    kind: Literal["grouped", "latent", "none"]
    """grouped: keys and values of `kv_heads` heads; latent: one compressed vector for all heads;
    none: no cache that grows with the context."""
    layers: int
    heads: int = 0
    """Heads that ask; 0 where that is not known or there are none."""
    kv_heads: int = 0
    """Heads of keys and values; fewer than `heads` where several heads share them."""
    head_dim: int = 0
    """Elements of a key."""
    value_dim: int = 0
    """Elements of a value, where they are others than those of a key."""
    latent: int = 0
    """Elements of the compressed vector (`kv_lora_rank` in configurations)."""
    rope_dim: int = 0
    """Elements of the key of position beside it (`qk_rope_head_dim`)."""
    window: int = 0
    """Tokens that a sliding window keeps; 0: all."""
    compress: int = 0
    """Of tokens beyond the window, so many are kept as one; 0: every token for itself, or, where
    there is a window, none."""
    index_dim: int = 0
    """Elements per token that a sparse attention keeps besides, to choose what it looks at."""
    state: int = 0
    """Elements that one layer keeps for a sequence whatever its length; 0: none, or not known."""

    @property
    def elements(self) -> int:
        """What one layer keeps of one token, in elements; an index is not counted."""
        if self.kind == "grouped":
            return self.kv_heads * (self.head_dim + (self.value_dim or self.head_dim))
        return self.latent + self.rope_dim


class LanguageModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One open model. A number that is 0 is one that no source tells."""

    id: str
    name: str
    """As its makers write it."""
    also: tuple[str, ...] = ()
    """What else people call it; letter case, spaces, '-', '_' and '.' do not matter."""
    family: str
    """The name that models of one series share."""
    organisation: Text
    kind: ModelKind = "decoder"
    """A decoder writes token by token and keeps a cache; an encoder_decoder too, for its decoder;
    diffusion and encoder keep none."""
    modality: tuple[Modality, ...]
    """What it reads and what it writes."""
    parameters: float
    """Thousand millions, all of them."""
    active: float = 0
    """Thousand millions that take part in one token; of a dense model all."""
    layers: int = 0
    hidden: int = 0
    intermediate: int = 0
    """Width of a dense layer's feed-forward part."""
    vocabulary: int = 0
    tied: bool = False
    """Whether the last layer uses the same weights as the first."""
    attention: tuple[Attention, ...] = ()
    """Groups of layers; a model of several kinds of layers has several."""
    context: int = 0
    """Tokens, as its configuration says it; some makers count means of stretching in."""
    experts: int = 0
    """Of one layer, from which a token's are chosen; shared ones are not counted."""
    experts_per_token: int = 0
    expert_intermediate: int = 0
    """Width of one expert's feed-forward part."""
    precisions: dict[str, str] = {}
    """Published checkpoints: id of precisions/, and the repository `owner/name`. The first is what
    its makers published first."""
    licence: str = ""
    """SPDX identifier, or the licence's name."""
    released: date | None = None
    sources: dict[str, DatedSource]
    shape_source: str = ""
    """What tells of layers, widths, attention, context and experts."""
    size_sources: tuple[str, ...]
    """What tells of its parameters."""
    licence_source: str = ""
    released_source: str = ""
    note: Text | None = None


class Precision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form in which weights, or a cache, are kept."""

    id: str
    name: Text
    also: tuple[str, ...] = ()
    """What configurations and people call it."""
    weight_bits: float = 0
    """Bits per weight, scales and zero points included; 0: weights are not kept so."""
    other_bits: float = 0
    """Of a model of experts, bits of the weights outside of them, where only experts are kept in
    `weight_bits`; 0: all alike."""
    cache_bits: float = 0
    """Bits per element of a cache; 0: a cache is not kept so."""
    whole: bool = True
    """Whether all weights are kept so; otherwise those of embeddings and the last layer stay as
    they were, in 16 bits."""
    sources: dict[str, DatedSource]
    source: str
    note: Text | None = None


class Models(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What knowledge/models and knowledge/precisions say: opened only by those who ask for it."""

    hash: str
    models: dict[str, LanguageModel]
    """By id, in its order."""
    precisions: dict[str, Precision]


def cache_elements(model: LanguageModel, tokens: int) -> int:
    """Elements of the cache of one sequence of that many tokens; a sliding window keeps no more
    than its own, states count once, an index is not counted."""
    total = 0
    for group in model.attention:
        kept = min(tokens, group.window) if group.window else tokens
        kept += tokens // group.compress if group.compress else 0
        total += group.layers * (group.elements * kept + group.state)
    return total


def elements_per_token(model: LanguageModel) -> int:
    """What one more token adds to the cache as long as no window is full, in elements; an index is
    not counted. Layers that compress add their share of an entry."""
    return sum(group.layers * group.elements // max(1, group.compress) for group in model.attention)
