"""Predicting what was not measured: time and memory of somebody's own model, always as an interval.

The physical bound first: a sum of what the arithmetic, the traffic and the dispatch take (roofline
sum). What a framework makes of it is learnt from its own measured workloads, and only from about
fifteen of them on is a residual learnt as well. A prediction never outranks a measurement, and
overlapping intervals separate nobody.
"""
