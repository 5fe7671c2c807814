"""Numbers that are the same bytes under every NumPy from 1.23 on, on every processor.

NumPy promises the raw stream of a bit generator for ever, but not that of `standard_normal`, and a
matrix product depends on the BLAS. So everything here is made of raw integers and single, correctly
rounded operations.
"""

import hashlib

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


def fingerprint(given):
    """Short hash over everything a workload gives, so that two environments can show that they
    computed the same."""
    digest = hashlib.sha256()

    def add(value):
        if isinstance(value, dict):
            for name in sorted(value):
                digest.update(name.encode("utf-8"))
                add(value[name])
        elif isinstance(value, (tuple, list)):
            for item in value:
                add(item)
        elif isinstance(value, np.ndarray):
            digest.update(("%s%s" % (value.dtype.str, value.shape)).encode("ascii"))
            digest.update(np.ascontiguousarray(value).tobytes())
        else:
            digest.update(repr(value).encode("utf-8"))

    add(given)
    return digest.hexdigest()[:16]
