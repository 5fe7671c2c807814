"""Compute the stored references anew, in NumPy and float64, and write them where they are stored.

    python tools/write_references.py [--check]

With --check nothing is written, and a difference is a failure. ResNet-50 takes about 6 GB of
memory, and minutes. The workloads that are not here store no references: NumPy computes theirs in a
moment, each time that they are compared.
"""

import re
import sys
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 -- the line above says where the guest code lies

from probes.workloads import (  # noqa: E402
    _resnet50,
    resnet50_infer,
    resnet50_train,
    transformer_block,
)

CLOSE = 1e-9
"""Two libraries of linear algebra add in another order: that much they may differ in float64, as a
share."""


def main() -> int:
    given = _resnet50.given()
    logits, _ = _resnet50.Reference(given, np.float64, training=False).run()
    surprises = tuple(float(value) for value in _resnet50.surprise(logits, given.labels))
    far = [
        settle(resnet50_infer, "SURPRISES", resnet50_infer.SURPRISES, surprises),
        settle(
            resnet50_train,
            "LOSSES",
            resnet50_train.LOSSES,
            losses(_resnet50, given, resnet50_train.LOSSES),
        ),
        settle(
            transformer_block,
            "LOSSES",
            transformer_block.LOSSES,
            losses(transformer_block, transformer_block.given(), transformer_block.LOSSES),
        ),
    ]
    return int("--check" in sys.argv and any(far))


def losses(reference, given, stored) -> tuple[float, ...]:
    """As many as are stored."""
    return tuple(float(loss) for loss in islice(reference.descend(given, np.float64), len(stored)))


def settle(module, name, stored, computed) -> bool:
    """Say how far the stored ones are, and write the others unless only asked; True when they are
    too far."""
    furthest = max(abs(old / new - 1) for old, new in zip(stored, computed, strict=True))
    sys.stdout.write(f"{Path(module.__file__).name}: {name} differs by {furthest:.1e}\n")
    if furthest > CLOSE and "--check" not in sys.argv:
        file = Path(module.__file__)
        text = re.sub(
            rf"(?ms)^{name} = \(.*?\)$", f"{name} = {computed}", file.read_text(encoding="utf-8")
        )
        file.write_text(text, encoding="utf-8")
    return furthest > CLOSE


if __name__ == "__main__":
    sys.exit(main())
