"""Is what fwadvisor measures what a plain loop takes? Runs both in turn, in one environment, with
the same threads.

    python tests/frameworks/plain/compare.py [FRAMEWORK ...] [--task train|infer] [--pairs 5]
    [--steps 12] [--together]

prints, for each framework and task, the median over the pairs of (harness / plain), with the least
and the greatest. The aim is 3 %: more is a defect of an adapter, or of a machine that does
something else meanwhile. A pair is two processes; with --together, two steps in one process, which
meet the same machine in the same state.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

import msgspec

from advisor.benchmarking.stopping import StoppingRule
from advisor.cli.session import Session
from advisor.lab.heads import adapters
from advisor.lab.installing.environments import place, read_info, worker_variables
from advisor.resources import probes_dir

HERE = Path(__file__).parent
MODES = {"tensorflow": "graph"}
"""Whose tutorial compiles the step; the others' are eager."""
WARM = 3
"""Steps that do not count: the first ones compile, and get their memory."""


class Pair:
    """One framework and task, in both ways."""

    def __init__(self, framework: str, task: str, steps: int) -> None:
        session = Session().settings
        head, where = adapters(probes_dir())[framework], place(session.data, framework)
        info = read_info(where)
        if info is None:
            raise SystemExit(f"{framework}: first run `fwadvisor env install {framework}`")
        self._framework, self._task, self._steps = framework, task, steps
        self._python = info.python
        self._variables = worker_variables(where, head, info.python, info.config)

    def plain(self) -> float:
        """Seconds of a step of the tutorial's loop."""
        file = HERE / f"{self._framework}.py"
        command = [self._python, str(file), self._task, str(self._steps + WARM)]
        ended = subprocess.run(command, env=self._variables, capture_output=True, check=True)
        return median(json.loads(ended.stdout.splitlines()[-1])[WARM:])

    def together(self, pairs: int) -> list[tuple[float, float]]:
        """Seconds of a step as the adapter has it, and of the tutorial's, pair by pair in one
        process."""
        ended = subprocess.run(
            [
                *(self._python, str(HERE / "together.py"), self._framework, self._task),
                *(MODES.get(self._framework, "eager"), str(pairs), str(WARM)),
            ],
            env={**self._variables, "PYTHONPATH": str(probes_dir().parent)},
            capture_output=True,
            check=True,
        )
        return [(ours, plain) for ours, plain in json.loads(ended.stdout.splitlines()[-1])]

    def harness(self) -> float:
        """Seconds of a step as the worker measures it."""
        reader, writer = os.pipe()
        workload = f"resnet50_{self._task}"
        rule = StoppingRule(
            sampling_seconds=0.01,
            max_sampling_seconds=0.01,
            min_samples=self._steps,
            min_samples_at_timeout=self._steps,
            timeout_seconds=600.0,
        )
        subprocess.run(
            [
                *(
                    self._python,
                    "-m",
                    "probes.worker",
                    "--framework",
                    self._framework,
                    "--workload",
                    workload,
                ),
                *("--mode", MODES.get(self._framework, "eager"), "--channel", str(writer)),
                *("--orders", json.dumps({"rules": {workload: msgspec.to_builtins(rule)}})),
            ],
            env={**self._variables, "PYTHONPATH": str(probes_dir().parent)},
            pass_fds=(writer,),
            capture_output=True,
            check=True,
        )
        os.close(writer)
        with open(reader, "rb") as channel:
            lines = [json.loads(line) for line in channel]
        return median(line["value"] for line in lines if line["kind"] == "sample")


def _in_turn(pair: Pair, pairs: int) -> list[tuple[float, float]]:
    """(harness, plain) of each pair of processes."""
    found = []
    for number in range(pairs):
        # Whoever comes second meets a warmer machine: they take turns at that too.
        first, second = (
            (pair.plain, pair.harness) if number % 2 == 0 else (pair.harness, pair.plain)
        )
        one, other = first(), second()
        found.append((other, one) if number % 2 == 0 else (one, other))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("framework", nargs="*", default=["pytorch", "paddlepaddle", "tensorflow"])
    parser.add_argument("--task", action="append", choices=["train", "infer"])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--together", action="store_true")
    asked = parser.parse_args()
    for framework in asked.framework:
        for task in asked.task or ["train", "infer"]:
            pair = Pair(framework, task, asked.steps)
            found = pair.together(asked.pairs) if asked.together else _in_turn(pair, asked.pairs)
            ratios, plain = (
                [ours / seconds for ours, seconds in found],
                [seconds for _, seconds in found],
            )
            sys.stdout.write(
                f"{framework:14} {task:6} harness / plain {median(ratios):.3f} ({min(ratios):.3f} "
                f"to {max(ratios):.3f})"
                f"  plain {1000 * median(plain):.0f} ms, load {os.getloadavg()[0]:.1f}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
