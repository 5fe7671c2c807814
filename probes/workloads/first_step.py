# /// workload
# title = "First training step of a fresh process: SimpleNet"
# kind = "time"
# unit = "s"
# scale = 1.0
# cost_seconds = 4
# direction = "min"
# ///
"""From a network and data that are ready to the first loss: compiling, loading and warming up, more
than computing.

SimpleNet, since its arithmetic takes microseconds. One sample a process; a framework that keeps
what it compiled on disk pays in full only the first time, as its users do.
"""

from probes.workloads import simplenet_train


def read(process):
    return process.first_step(simplenet_train)
