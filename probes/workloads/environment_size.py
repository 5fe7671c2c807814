# /// workload
# title = "Environment on disk"
# kind = "size"
# unit = "MiB"
# scale = 9.5367431640625e-07
# modes = "eager"
# cost_seconds = 2
# direction = "min"
# ///
"""All that was installed so that the framework can be imported, and what it compiled for itself
since."""


def read(process):
    return process.environment_bytes()
