# /// workload
# title = "Importing the framework in a fresh process"
# kind = "time"
# unit = "s"
# scale = 1.0
# moment = "import"
# cost_seconds = 6
# direction = "min"
# ///
"""What everyone who uses the framework waits for, each time. One sample a process; the first may
read the disk."""


def read(process):
    return process.import_seconds
