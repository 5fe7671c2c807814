# /// workload
# title = "Peak memory of ResNet-50 training above the import: 224x224, batch 8, float32"
# kind = "size"
# unit = "MiB"
# scale = 9.5367431640625e-07
# cost_seconds = 30
# direction = "min"
# ///
"""Memory efficiency, defined: the most resident memory over two steps of resnet50_train, less that
after the import.

Two steps, since in the second the momentum lies beside the activations.
"""

from probes.workloads import resnet50_train


def read(process):
    return process.peak_above_import(resnet50_train)
