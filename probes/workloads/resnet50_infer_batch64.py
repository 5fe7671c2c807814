# /// workload
# title = "ResNet-50 inference: 224x224, batch 64, float32"
# kind = "rate"
# unit = "images/s"
# scale = 1.0
# family = "resnet50_infer"
# batch = 64
# work = 64
# bytes = 5700000000
# flops = 523368000000
# convolutions = 523105856000
# operations = 180
# tolerance = 1e-4
# cost_seconds = 160
# direction = "max"
# modes = "eager graph engine"
# ///
"""Inference on the article's batch: the same eight images eight times.

So one reference serves all.
"""

from probes.workloads import _resnet50, resnet50_infer


def given():
    return _resnet50.given(copies=8)


def smaller():
    return resnet50_infer.given()


def agreement(answer):
    return resnet50_infer.agreement(answer, copies=8)
