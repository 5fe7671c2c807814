"""The vocabulary of what the worker writes: one JSON object a line, each with `v` and `kind`.

started   pid, python
imported  framework, seconds, resident_bytes, versions {name: version}, device, threads
began     workload
ready     workload, left                  (its numbers are there: the framework's seconds begin)
step      workload, left                  (a step whose answer will be compared begins)
stepped   workload, seconds               (it is done)
checked   workload, agreement, tolerance, left
warm_up   workload, index, seconds, at    (of one iteration; when it ended, by `perf_counter`)
sample    workload, index, value, at      (seconds of one iteration, or bytes)
finished  workload, outcome, reason {code, values}, resident_bytes, peak_bytes,
          conditions {name: number or text}
ended     outcome, reason {code, values}  (the last line; without it the process died)

What is unknown is left out. A number that is not finite never goes onto the channel: writing one is
an error.
"""

import json
import os

VERSION = 1


class Channel:
    """Writes lines to a file descriptor of its own: stdout belongs to the framework."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._held = b""
        # A compiler that a framework leaves behind must not keep the reader waiting for the end.
        os.set_inheritable(descriptor, False)

    def hold(self, kind, **fields):
        """Keep a line until the next `say`: each write wakes the reader, which would disturb what
        is being timed."""
        known = {name: value for name, value in fields.items() if value is not None}
        line = (
            json.dumps(dict(known, v=VERSION, kind=kind), separators=(",", ":"), allow_nan=False)
            + "\n"
        )
        self._held += line.encode("utf-8")

    def say(self, kind, **fields):
        self.hold(kind, **fields)
        self.flush()

    def flush(self):
        while self._held:
            self._held = self._held[os.write(self._descriptor, self._held) :]
