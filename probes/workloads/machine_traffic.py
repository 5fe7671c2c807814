# /// workload
# title = "The machine's memory: copying 64 MiB with every thread"
# kind = "rate"
# unit = "GB/s"
# scale = 1e-9
# work = 134217728
# limit = "bytes"
# tolerance = 1e-12
# cost_seconds = 3
# direction = "max"
# ///
"""What main memory gives to all processors together: as many bytes are read as are written. `work`
is both.

Not a comparison: only the NumPy reference runs it. A copy is what every C library has tuned most;
it writes into an array that is there already, so that no time goes into getting memory from the
kernel.
"""

from typing import NamedTuple

import numpy as np

from probes.compare import largest_difference
from probes.data import spread

COUNT = 2**24


class Given(NamedTuple):
    source: np.ndarray


def given():
    return Given(spread(23, (COUNT,)))


def agreement(answer):
    return largest_difference(answer(), given().source)
