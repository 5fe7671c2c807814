# /// workload
# title = "ResNet-50 inference: 224x224, batch 8, float32"
# kind = "rate"
# unit = "images/s"
# scale = 1.0
# family = "resnet50_infer"
# batch = 8
# work = 8
# bytes = 800000000
# flops = 65421000000
# convolutions = 65388232000
# least_flops = 16355250000
# operations = 180
# part = "conv2d"
# parts = 10
# tolerance = 1e-4
# cost_seconds = 20
# direction = "max"
# modes = "eager graph engine"
# ///
"""The same network with its batch norms fixed, no gradients. `work` is images.

What is compared is each image's cross entropy, which depends on all of its thousand answers.
`parts`: it has 35 times the operations of `conv2d`, and 20 times its seconds is the least that any
framework was seen to take; half of that is what it surely takes. `convolutions`: all of `flops` but
the last product's 2 x 8 x 2048 x 1000; three times as much where it trains.
"""

import numpy as np

from probes.compare import largest_difference
from probes.workloads import _resnet50

SURPRISES = (
    5153.808758204292,
    4689.03144832692,
    5297.853828221968,
    4087.725614681376,
    4321.934246849646,
    3985.057825001259,
    4211.7048209486975,
    3106.6777391656797,
)
"""Each image's cross entropy in float64: `make references` computes them."""


def given():
    return _resnet50.given()


def agreement(answer, copies=1):
    logits = np.asarray(answer(), np.float64)
    return largest_difference(
        _resnet50.surprise(logits, _resnet50.labels(copies=copies)), SURPRISES * copies
    )
