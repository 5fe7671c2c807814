"""How far an answer is from its reference: one number, the same for every workload."""

import numpy as np

from probes.contract import WrongResult
from probes.reason import because


def largest_difference(answer, reference):
    """Largest absolute difference as a share of the reference's largest magnitude.

    Raises:
        WrongResult: another shape, or something in the answer is not a finite number.
    """
    answer = np.asarray(answer, dtype=np.float64)
    reference = np.asarray(reference, dtype=np.float64)
    if answer.shape != reference.shape:
        raise WrongResult(
            because("other_shape", shape=str(answer.shape), wanted=str(reference.shape))
        )
    if not np.isfinite(answer).all():
        raise WrongResult(because("not_finite"))
    return float(np.abs(answer - reference).max() / np.abs(reference).max())


def largest_relative_difference(answer, reference):
    """Element by element: for curves of positive numbers, where each point counts alike."""
    if len(answer) != len(reference):
        raise WrongResult(because("other_count", count=len(answer), wanted=len(reference)))
    return max(largest_difference(got, wanted) for got, wanted in zip(answer, reference))
