# /// workload
# title = "ResNet-50 inference: 224x224, batch 8, INT8"
# kind = "rate"
# unit = "images/s"
# scale = 1.0
# work = 8
# bytes = 200000000
# tolerance = 1e-1
# cost_seconds = 60
# direction = "max"
# modes = "eager graph engine"
# ///
"""The network of resnet50_infer, quantised by the framework's own means after training. `work` is
images.

The framework sees the images once, to choose its scales; quantising is not timed. What is compared
is float32's reference. The tolerance: with 256 steps for each layer's range the cross entropies
were off by 1 to 2 % here, and without a sensible scale they are off by their own size.
"""

from probes.workloads import resnet50_infer


def given():
    return resnet50_infer.given()


def agreement(answer):
    return resnet50_infer.agreement(answer)
