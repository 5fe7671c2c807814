"""Learning weights from trade-off questions.

Weights are non-negative by construction, start from the profile, and feed SMAA-2 as they are.
Questions are chosen for what they tell about who is first, because fourteen weights cannot be
learnt from ten answers but a decision can.
"""
