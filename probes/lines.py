"""The vocabulary of what the worker writes: one JSON object a line, each with `v` and `kind`.

started   pid, python
imported  framework, seconds, resident_bytes, versions {name: version}, device, threads
began     workload
checked   workload, agreement, tolerance
warm_up   workload, seconds
sample    workload, index, value          (seconds of one iteration, or bytes)
finished  workload, outcome, reason, resident_bytes, peak_bytes, conditions {name: number or text}
ended     outcome, reason                 (the last line; without it the process died)
"""

import json
import os

VERSION = 1


class Channel:
    """Writes lines to a file descriptor of its own: stdout belongs to the framework."""

    def __init__(self, descriptor):
        self._descriptor = descriptor

    def say(self, kind, **fields):
        line = json.dumps(dict(fields, v=VERSION, kind=kind), separators=(",", ":"), allow_nan=False) + "\n"
        data = line.encode("utf-8")
        while data:
            data = data[os.write(self._descriptor, data) :]
