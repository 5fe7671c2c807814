"""Numbers that are the same bytes under every NumPy from 1.23 on, on every processor.

NumPy promises the raw stream of a bit generator for ever, but not that of `standard_normal`, and a matrix product
depends on the BLAS. So everything here is made of raw integers and single, correctly rounded operations.
"""

import numpy as np


def spread(seed, shape, scale=1.0):
    """float32, uniform with mean 0 and standard deviation `scale`."""
    count = int(np.prod(shape))
    raw = np.random.PCG64(seed).random_raw((count + 1) // 2).astype("<u8").view("<u4")[:count]
    # 24 bits fit a float32 exactly, so do the two steps to [-1, 1); only the last product rounds.
    unit = (raw >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1.0)
    return (unit * np.float32(scale * 3.0**0.5)).reshape(shape)


def whole(seed, shape, below):
    """int64, uniform over 0 .. below - 1 (to one part in 2**31)."""
    count = int(np.prod(shape))
    raw = np.random.PCG64(seed).random_raw(count)
    return ((raw >> np.uint64(33)) % np.uint64(below)).astype(np.int64).reshape(shape)
