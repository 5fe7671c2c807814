# /// workload
# title = "ResNet-50, saved as the framework saves parameters"
# kind = "size"
# unit = "MiB"
# scale = 9.5367431640625e-07
# modes = "eager"
# cost_seconds = 4
# direction = "min"
# ///
"""25,557,032 parameters and 53,120 running means and variances are 97.7 MiB in float32; what is
more is the format."""

from probes.workloads import _resnet50


def read(process):
    return process.saved_bytes(_resnet50.given(batch=1, size=32))
