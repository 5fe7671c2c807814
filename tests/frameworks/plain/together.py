"""The adapter's step and the tutorial's, in turn, in one process: what a machine does meanwhile
hits both alike.

    python together.py FRAMEWORK train|infer MODE PAIRS WARM

prints the seconds of each pair as JSON, the adapter's first. Runs in the framework's environment,
with `probes` on its path. Whoever comes first in a pair changes each time.
"""

import importlib
import importlib.util
import json
import os
import sys
import time

from probes.measure import Quiet

HERE = os.path.dirname(os.path.abspath(__file__))
if HERE in sys.path:
    sys.path.remove(HERE)  # Else the tutorial's file would be imported as the framework.


def plain_step(framework, task):
    spec = importlib.util.spec_from_file_location(
        "plain_" + framework, os.path.join(HERE, framework + ".py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.step_of(task)


def adapter_step(framework, task, mode):
    adapter = importlib.import_module("probes.frameworks." + framework).Adapter(mode, "stock")
    workload = "resnet50_" + task
    step = adapter.offer(workload)(importlib.import_module("probes.workloads." + workload).given())
    return lambda: adapter.wait(step())


def seconds_of(step):
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def main(framework, task, mode, pairs, warm):
    ours, plain = adapter_step(framework, task, mode), plain_step(framework, task)
    for _ in range(warm):
        ours()
        plain()
    found = []
    with Quiet():
        for number in range(pairs):
            order = (ours, plain) if number % 2 else (plain, ours)
            taken = {step: seconds_of(step) for step in order}
            found.append((taken[ours], taken[plain]))
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5]))
