"""Guest: fill the cache of one decoder in this very process, and say what the process took.

python -m tools.decoders.measure FRAMEWORK < order.json      one line of JSON on stdout
"""

import json
import sys
from importlib import import_module

import numpy as np

from probes.data import whole
from probes.memory import forget_peak, peak_bytes, resident_bytes
from tools.decoders.shape import Shape, answer, drawn


def largest_difference(decoder_of, shape, users, context, step):
    """Between the cached decoder and the plain answer, over the largest logit."""
    tables = drawn(shape)
    tokens = whole(7, (users, context), shape.vocabulary)
    decoder = decoder_of(shape, users, context, tables)
    for start in range(0, context, step):
        logits = decoder.logits(tokens[:, start : start + step], start)
    expected = answer(shape, tables, tokens)
    return float(np.abs(logits - expected).max() / np.abs(expected).max())


def growth(decoder_of, shape, users, context, step, seed):
    """Bytes above those after the import: once the weights are there, at most while the cache is
    filled, and in the end."""
    imported = resident_bytes()
    decoder = decoder_of(shape, users, context, seed=seed)
    loaded = resident_bytes()
    cleared = forget_peak()
    tokens = whole(seed, (users, context), shape.vocabulary)
    for start in range(0, context, step):
        decoder.logits(tokens[:, start : start + step], start)
    found = {"imported": imported, "loaded": loaded - imported, "cleared": cleared}
    found["peak"] = peak_bytes() - imported
    found["steady"] = resident_bytes() - imported
    return found


def main():
    framework, order = sys.argv[1], json.load(sys.stdin)
    decoder_of = import_module("tools.decoders." + framework).Decoder
    shape = Shape(**order["shape"])
    asked = (shape, order["users"], order["context"], order["step"])
    if order["compare"]:
        said = {"difference": largest_difference(decoder_of, *asked)}
    else:
        said = growth(decoder_of, *asked, seed=order["seed"])
    print(json.dumps(said))


if __name__ == "__main__":
    main()
