# /// workload
# title = "Memory of a process that has imported the framework"
# kind = "size"
# unit = "MiB"
# scale = 9.5367431640625e-07
# moment = "import"
# cost_seconds = 6
# direction = "min"
# ///
"""Resident memory right after the import, interpreter and NumPy included: what each worker process
costs at least."""


def read(process):
    return process.resident_bytes
