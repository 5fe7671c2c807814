# /// workload
# title = "ResNet-50 training step: 224x224, batch 16, SGD with momentum, float32"
# kind = "rate"
# unit = "images/s"
# scale = 1.0
# family = "resnet50_train"
# batch = 16
# work = 16
# bytes = 3800000000
# flops = 392530000000
# convolutions = 392333392000
# operations = 12840
# parameters = 25557032
# activations = 356000000
# tolerance = 2e-3
# cost_seconds = 120
# direction = "max"
# ///
"""The training step at twice the batch, for the picture over batch sizes: the same eight images
twice.

So one reference serves all. What is compared, and how closely, is what resnet50_train says.
"""

from probes.workloads import _resnet50, resnet50_train


def given():
    return _resnet50.given(copies=2)


def smaller():
    return resnet50_train.given()


def agreement(answer):
    return resnet50_train.agreement(answer)
