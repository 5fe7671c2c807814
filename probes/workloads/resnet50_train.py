# /// workload
# title = "ResNet-50 training step: 224x224, batch 8, SGD with momentum, float32"
# kind = "rate"
# unit = "images/s"
# scale = 1.0
# family = "resnet50_train"
# batch = 8
# work = 8
# bytes = 2200000000
# flops = 196265000000
# convolutions = 196166696000
# least_flops = 49066250000
# operations = 12840
# part = "resnet50_infer"
# parts = 2.5
# parameters = 25557032
# activations = 178000000
# tolerance = 2e-3
# cost_seconds = 60
# direction = "max"
# ///
"""The network of nearly every published table, here at batch 8 for everyone. `work` is images.

Forward, cross entropy, backward and the update of all 25,557,032 parameters, which start from the
same numbers in every framework. The tolerance: at its random start the slopes of so deep a network
are large, and an update in float32 moves the second loss by up to 4e-4 of itself, while the update
lowers it by a fifth: a slope wrong by a hundredth shows. `parts`: the way back has two products for
each one of the way there, so a step has three times the operations of `resnet50_infer`, and 2.86
times its seconds is the least that any framework was seen to take.
"""

import numpy as np

from probes.compare import largest_relative_difference
from probes.workloads import _resnet50

LOSSES = (7.7345327718211845, 6.142237075593025)
"""The first steps' losses in float64, each before its update: `make references` computes them."""


def given():
    return _resnet50.given()


def agreement(answer):
    return largest_relative_difference([np.reshape(answer(), ()) for _ in LOSSES], LOSSES)
