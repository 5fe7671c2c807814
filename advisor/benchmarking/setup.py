"""What is measured, how its process is started, and on which machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from advisor.benchmarking.front_end import FrontEnd
from advisor.benchmarking.interference import InterferenceMonitor
from advisor.benchmarking.stopping import StoppingRule
from advisor.benchmarking.turns import PlanStep
from advisor.evidence.hardware.alike import MachineHardware
from advisor.evidence.limit import Limit
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.lab.installing.environments import (
    EnvironmentPlace,
    instead,
    place,
    read_info,
    variables,
    worker_variables,
)
from advisor.model.run import Run


class MeasuredMachine(Struct, frozen=True, kw_only=True):
    """This machine, as far as a run is judged by it."""

    fingerprint: str
    ceiling: Limit
    """What its processors cannot exceed."""
    hardware: MachineHardware = MachineHardware()


class Setup(Struct, frozen=True, kw_only=True):
    """A framework in one of its modes with one of its tunings."""

    head: AdapterHead
    mode: str
    tuning: str
    environment: str
    """Which one, for the run: its id and the digest of its lock."""
    workloads: Mapping[str, WorkloadHead]
    advised: str = ""
    """What was advised instead of what is in that environment, by package and version, with the
    reason; empty where it is what is advised."""


class Guest(Struct, frozen=True, kw_only=True):
    """How its processes are started."""

    python: str
    variables: Mapping[str, str]
    staged: Path
    time_limit: float | None
    """Seconds for one process, instead of what its workloads should take."""
    memory_limit: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laboratory:
    """Where the environments of frameworks lie, and what is measured in them."""

    data: Path
    variant: str
    staged: Path
    heads: Mapping[str, AdapterHead]
    workloads: Mapping[str, WorkloadHead]
    time_limit: float | None
    memory_limit: int | None

    def place(self, framework: str) -> EnvironmentPlace:
        """The environment of a framework, whether it is there or not."""
        return place(self.data, framework, self.variant)

    def open(self, step: PlanStep) -> tuple[Setup, Guest]:
        """What a step measures, and how its process is started: in the framework's environment, or
        with our own interpreter where that can run it."""
        head, where = self.heads[step.framework], self.place(step.framework)
        where.home.mkdir(parents=True, exist_ok=True)
        tuning = next((one for one in head.tunings if one.name == step.tuning), None)
        info = read_info(where)
        if info is None:
            python, environment = sys.executable, f"{head.framework}@own-interpreter"
            own = variables(head, home=where.home, tuning=tuning, user_site=True)
        else:
            python, environment = info.python, f"{where.id}@{info.lock[:12] or 'adopted'}"
            own = worker_variables(where, head, info.python, info.config, tuning=tuning)
        setup = Setup(
            head=head,
            mode=step.mode,
            tuning=step.tuning,
            environment=environment,
            workloads=self.workloads,
            advised=instead(info) if info is not None else "",
        )
        guest = Guest(
            python=python,
            variables=own,
            staged=self.staged,
            time_limit=self.time_limit,
            memory_limit=self.memory_limit,
        )
        return setup, guest


class PlaceInPlan(Struct, frozen=True, kw_only=True):
    """Where a run comes from."""

    plan: str
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerJob:
    """What a process measures, and for whom."""

    setup: Setup
    guest: Guest
    machine: MeasuredMachine
    place: PlaceInPlan
    rules: Callable[[tuple[str, ...]], Mapping[str, StoppingRule]]
    """Of these workloads, asked when their turn comes."""
    keep: Callable[[Run], None]
    """Each run as soon as it is known: one that was stored survives whatever comes next."""
    monitor: InterferenceMonitor
    front: FrontEnd
