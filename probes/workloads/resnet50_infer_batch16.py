# /// workload
# title = "ResNet-50 inference: 224x224, batch 16, float32"
# kind = "rate"
# unit = "images/s"
# scale = 1.0
# family = "resnet50_infer"
# batch = 16
# work = 16
# bytes = 1500000000
# flops = 130842000000
# convolutions = 130776464000
# operations = 180
# tolerance = 1e-4
# cost_seconds = 40
# direction = "max"
# modes = "eager graph engine"
# ///
"""Inference on twice the batch, for the picture over batch sizes: the same eight images twice.

So one reference serves all.
"""

from probes.workloads import _resnet50, resnet50_infer


def given():
    return _resnet50.given(copies=2)


def smaller():
    return resnet50_infer.given()


def agreement(answer):
    return resnet50_infer.agreement(answer, copies=2)
