"""Measure everything that docs/measurements shows: six plans, one after the other, in about an hour
on two cores.

Tunings are tried in eager mode and compiled modes as they ship: all combinations would take hours.

Stopped, it goes on where it was: finished plans are remembered in the data folder, and the one that
was under way is resumed. Environments that are missing are built first, which takes its own time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from advisor.cli.session import Session
from advisor.lab.heads import adapters, workloads
from advisor.resources import probes_dir

NAME = "measure-all.json"
ROOT = Path(__file__).resolve().parent.parent
LONG = 15.0
"""Seconds that a workload costs beyond which it has a plan of its own."""


def plans() -> dict[str, list[str]]:
    """What to ask of `fwadvisor measure`, plan by plan."""
    tasks = {id: task for id, task in workloads(probes_dir()).items() if not task.limit}
    ranked = {"resnet50_train", "resnet50_infer"}
    life = [id for id, task in tasks.items() if not task.timed and task.cost_seconds >= LONG]
    short = [id for id, task in tasks.items() if task.cost_seconds < LONG]
    other = [
        id for id, task in tasks.items() if task.timed and id not in short and id not in ranked
    ]
    modes = sorted(
        {mode for head in adapters(probes_dir()).values() for mode in head.modes} - {"eager"}
    )
    compiled = [part for mode in modes for part in ("--mode", mode)]
    return {
        "short": [*_asked(short), "--tuned", "--budget", "9m"],
        "ranked": [*_asked(sorted(ranked)), "--tuned", "--budget", "10m"],
        "life": [*_asked(life), "--tuned", "--time-limit", "90s", "--budget", "10m"],
        "ranked, compiled": [*_asked(sorted(ranked)), *compiled, "--budget", "8m"],
        "short, compiled": [*_asked(short), *compiled, "--budget", "5m"],
        "other": [*_asked(other), "--budget", "20m"],
    }


def _asked(names: list[str]) -> list[str]:
    return [part for name in names for part in ("--workload", name)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--plans", type=int, metavar="N", help="stop after so many; the next call goes on"
    )
    most = parser.parse_args().plans
    data = Session().settings.data
    file = data / NAME
    done: list[str] = json.loads(file.read_text("utf-8")) if file.exists() else []
    frameworks = [id for id, head in adapters(probes_dir()).items() if not head.reference]
    measured = 0
    for name, asked in plans().items():
        if most is not None and measured >= most:
            return 0
        if name in done:
            print(f"{name}: was measured before", flush=True)
            continue
        under_way = file.with_name(f"{NAME}.{name.replace(', ', '-')}")
        resume = under_way.exists() and (data / "plan.json").exists()
        data.mkdir(parents=True, exist_ok=True)
        under_way.touch()
        command = [sys.executable, "-m", "advisor", "measure"]
        command += ["--resume", "--yes"] if resume else [*frameworks, *asked, "--yes"]
        code = subprocess.run(command, check=False, cwd=ROOT).returncode
        if code not in (0, 1):  # 1: some of them failed, which is a result
            return code
        under_way.unlink()
        done.append(name)
        measured += 1
        file.write_text(json.dumps(done), "utf-8")
    file.unlink()
    return subprocess.run(
        [sys.executable, "tools/write_measurements.py"], check=False, cwd=ROOT
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
