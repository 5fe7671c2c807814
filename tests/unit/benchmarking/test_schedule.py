"""The schedule says what comes next from what was done and from the time that is left: whatever
happens, it ends, and repeats nothing."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from advisor import benchmarking
from advisor.benchmarking.budget import MIN_TIMEOUT, MOST_ROUNDS
from advisor.benchmarking.costs import overhead
from advisor.benchmarking.history import History
from advisor.benchmarking.plan import STOCK, TRIAL, Plan
from advisor.benchmarking.request import MeasureRequest
from advisor.benchmarking.schedule import Schedule, schedule_of
from advisor.benchmarking.stopping import EFFORT, TRIAL_RULE
from advisor.benchmarking.turns import PlanStep, Preparation, Turn
from advisor.lab.heads import AdapterHead, WorkloadHead
from advisor.model.run import Outcome, Run
from tests.builders import a_run

NOW = datetime(2026, 11, 29, tzinfo=UTC)
FRAMEWORKS = tuple("abcde")
HEADS = {
    id: AdapterHead(
        framework=id,
        requires_python=">=3.8",
        dependencies=(),
        imports=(),
        first_import_seconds=number / 2,
    )
    for number, id in enumerate(FRAMEWORKS)
}


def a_task(id: str, cost: float, *, at_import: bool = False, part: str = "") -> WorkloadHead:
    return WorkloadHead(
        id=id,
        title=id,
        kind="time",
        unit="s",
        tolerance=None if at_import else 1e-5,
        moment="import" if at_import else "",
        cost_seconds=cost,
        part=part,
        parts=3.0,
    )


TASKS = {
    "cold_import": a_task("cold_import", 0.0, at_import=True),
    "short": a_task("short", 2.0),
    "long": a_task("long", 40.0, part="short"),
    TRIAL: a_task(TRIAL, 1.0),
}
MEASURED = ("cold_import", "short", "long")


def a_step(framework: str, workloads: tuple[str, ...], tuning: str = STOCK) -> PlanStep:
    return PlanStep(
        framework=framework, mode="eager", tuning=tuning, workloads=workloads, seconds=1.0
    )


def a_plan(
    *steps: PlanStep, trials: tuple[PlanStep, ...] = (), added: tuple[str, ...] = ()
) -> Plan:
    return Plan(
        steps=steps,
        builds=(),
        trials=trials,
        seconds_each=1.0,
        rounds=3,
        imports=5,
        min_samples=4,
        seconds=1.0,
        build_seconds=0.0,
        download_megabytes=0.0,
        disk_megabytes=0.0,
        added=added,
    )


def a_schedule(plan: Plan, budget: float | None = None) -> Schedule:
    request = MeasureRequest(budget=budget)
    return schedule_of(request, plan, HEADS, TASKS, machine="here", earlier=(), as_of=NOW)


@dataclass(frozen=True, kw_only=True)
class Nature:
    """What a framework is like: seconds of an iteration, or how it fails."""

    seconds: float
    outcome: Outcome


class World:
    """Does what a schedule says. Time passes as the heads and the rules say, at most."""

    def __init__(self, schedule: Schedule, natures: dict[str, Nature], budget: float = inf) -> None:
        self.schedule, self.natures = schedule, natures
        self.left, self.history = budget, History()
        self.turns: list[Turn] = []
        self.overrun = 0.0
        """Seconds that the process at the end may need whatever its budget."""

    def go(self, most: int = 10_000) -> None:
        while len(self.turns) < most:
            begun = self.schedule.next_step(self.history, self.left)
            assert begun == self.schedule.next_step(self.history, self.left), "no hidden state"
            if begun is None:
                return
            self.history = self.history.begin(begun, self.left)
            if isinstance(begun, Preparation):
                imports = {turn.step: self._import(turn.step) for turn in begun.turns}
                self._pass(sum(imports.values()))
                self.history = self.history.prepared(imports, imports)
            else:
                self._take(begun)
        raise AssertionError("it does not end")

    def _take(self, turn: Turn) -> None:
        self.turns.append(turn)
        for name in turn.workloads:
            if not turn.retry:
                assert not self.history.settled(turn.step, name, turn.round)
        rules = self.schedule.rules(turn, turn.workloads, self.history, self.left)
        assert set(rules) == set(turn.workloads)
        self.history = self.history.allot(turn.step, rules)
        tasks = {name: TASKS[name] for name in turn.workloads}
        importing = 0.0 if turn.step in self.history.waiting else self._import(turn.step)
        fixed = overhead(HEADS[turn.step.framework], tasks, importing=importing)
        self.overrun = fixed + MIN_TIMEOUT
        nature = self.natures[turn.step.framework]
        spent = 0.0
        for name, rule in rules.items():
            of_process = (
                inf if rule.process_timeout_seconds is None else rule.process_timeout_seconds
            )
            may = max(0.0, min(rule.timeout_seconds, of_process - spent))
            needs = nature.seconds * TASKS[name].cost_seconds
            if TASKS[name].timed:
                spent += min(needs, may)
            self.history = self.history.add(self._run(turn, name, in_time=needs <= may))
        self._pass(fixed + spent)
        self.history = self.history.prepared(self.history.waiting - {turn.step}, {})

    def _run(self, turn: Turn, name: str, *, in_time: bool) -> Run:
        nature = self.natures[turn.step.framework]
        ok = nature.outcome == "ok"
        seconds = nature.seconds * max(TASKS[name].cost_seconds, 0.1)
        outcome: Outcome = "too_slow" if ok and not in_time else nature.outcome
        return a_run(
            framework=turn.step.framework,
            mode=turn.step.mode,
            tuning=turn.step.tuning,
            workload=name,
            round=turn.round,
            machine="here",
            started=NOW.isoformat(),
            outcome=outcome,
            samples=(seconds,) if outcome == "ok" else (),
            bound=seconds if outcome == "too_slow" else None,
        )

    def _pass(self, seconds: float) -> None:
        self.left -= seconds

    @staticmethod
    def _import(step: PlanStep) -> float:
        return min(2.5, HEADS[step.framework].first_import_seconds)


natures = st.fixed_dictionaries(
    {
        id: st.builds(
            Nature,
            seconds=st.floats(0.001, 30.0),
            outcome=st.sampled_from(("ok", "ok", "ok", "crashed", "unsupported")),
        )
        for id in FRAMEWORKS
    }
)
workloads = st.sets(st.sampled_from(MEASURED), min_size=1).map(
    lambda chosen: tuple(name for name in MEASURED if name in chosen)
)
plans = st.lists(st.sampled_from(FRAMEWORKS), min_size=1, unique=True).flatmap(
    lambda ids: workloads.map(lambda names: a_plan(*(a_step(id, names) for id in ids)))
)


def regular(turns: list[Turn]) -> list[tuple[int, PlanStep]]:
    return [(turn.round, turn.step) for turn in turns if not turn.retry]


@given(plans, natures)
def test_without_a_budget_each_has_one_turn_a_round_and_as_many_rounds_as_planned(
    plan: Plan, natures: dict[str, Nature]
) -> None:
    world = World(a_schedule(plan), natures)
    world.go()
    assert not [turn for turn in world.turns if turn.retry]
    assert len(regular(world.turns)) == len(set(regular(world.turns)))
    for step in plan.steps:
        good = natures[step.framework].outcome == "ok"
        timed = [name for name in step.workloads if TASKS[name].timed]
        for name in timed:
            in_time = natures[step.framework].seconds * TASKS[name].cost_seconds <= 300.0
            expected = 3 if good and in_time else 1
            assert len(world.history.runs_of(step, name)) == expected
        if "cold_import" in step.workloads:
            assert len(world.history.runs_of(step, "cold_import")) == (5 if good else 1)


@given(plans, natures, st.integers(0, 40))
def test_what_was_stopped_goes_on_where_it_was(
    plan: Plan, natures: dict[str, Nature], stopped_after: int
) -> None:
    whole = World(a_schedule(plan), natures)
    whole.go()
    resumed = World(a_schedule(plan), natures)
    resumed.history = History.of(whole.history.runs[:stopped_after])
    resumed.go()

    def told(runs: tuple[Run, ...]) -> list[tuple[str, str, int]]:
        return sorted((run.framework, run.workload, run.round) for run in runs)

    assert told(resumed.history.runs) == told(whole.history.runs)


@given(plans, natures, st.floats(1.0, 600.0))
def test_a_budget_ends_in_time_and_repeats_nothing(
    plan: Plan, natures: dict[str, Nature], budget: float
) -> None:
    world = World(a_schedule(plan, budget), natures, budget)
    world.go()
    assert world.left >= -max(world.overrun, _imports(plan)), "what begins at the end may end late"
    assert len(regular(world.turns)) == len(set(regular(world.turns)))
    assert max((turn.round for turn in world.turns), default=1) <= MOST_ROUNDS
    retried = [(turn.step, turn.workloads) for turn in world.turns if turn.retry]
    assert len(retried) == len(set(retried))
    rounds = [turn.round for turn in world.turns]
    assert rounds == sorted(rounds), "no round is gone back to"


def _imports(plan: Plan) -> float:
    """All of them are made before the first turn, whatever is left then."""
    return sum(World._import(step) for step in plan.steps) + MIN_TIMEOUT


@given(plans, natures, st.floats(1.0, 600.0))
def test_no_process_may_take_more_than_is_left(
    plan: Plan, natures: dict[str, Nature], budget: float
) -> None:
    schedule = a_schedule(plan, budget)
    for step in plan.steps:
        turn = Turn(step=step, workloads=step.workloads, round=1)
        for rule in schedule.rules(turn, step.workloads, History(), budget).values():
            assert rule.process_timeout_seconds is not None
            assert rule.timeout_seconds <= rule.process_timeout_seconds
            assert rule.process_timeout_seconds <= max(MIN_TIMEOUT, budget)


QUICK = {id: Nature(seconds=0.01, outcome="ok") for id in FRAMEWORKS}


def test_rounds_run_forwards_and_backwards_in_turns() -> None:
    steps = tuple(a_step(id, ("short",)) for id in FRAMEWORKS)
    world = World(a_schedule(a_plan(*steps)), QUICK)
    world.go()
    for number in (1, 2, 3):
        order = [turn.step for turn in world.turns if turn.round == number]
        assert order == list(steps if number % 2 else reversed(steps))


def test_a_tuning_is_tried_first_and_left_out_where_it_is_no_faster() -> None:
    ways = [a_step("b", ("long",), tuning) for tuning in (STOCK, "brisk", "lazy")]
    trials = tuple(msgspec.structs.replace(way, workloads=(TRIAL,)) for way in ways)
    schedule = a_schedule(a_plan(*ways, trials=trials))
    history, seconds = History(), {STOCK: 1.0, "brisk": 0.5, "lazy": 2.0}
    for trial in trials:
        turn = schedule.next_step(history)
        assert turn == Turn(step=trial, workloads=(TRIAL,), round=0)
        assert schedule.rules(turn, (TRIAL,), history) == {TRIAL: TRIAL_RULE}
        assert schedule.not_worthwhile(history) == ()
        history = history.begin(turn, inf)
        history = history.add(
            a_run(
                framework="b",
                tuning=trial.tuning,
                workload=TRIAL,
                round=0,
                machine="here",
                started=NOW.isoformat(),
                samples=(seconds[trial.tuning],),
            )
        )
    assert schedule.worthwhile(history) == tuple(ways[:2])
    assert schedule.not_worthwhile(history) == (ways[2],)
    following = schedule.next_step(history)
    assert following == Turn(step=ways[0], workloads=("long",), round=1)
    assert schedule.rules(following, ("long",), history) == {"long": EFFORT["normal"].rule}


def test_a_limit_comes_before_everything_and_is_found_once() -> None:
    limit = a_step("a", ("short",))
    plan = msgspec.structs.replace(a_plan(a_step("b", ("long",))), limit=limit)
    world = World(a_schedule(plan), QUICK)
    world.go()
    assert world.turns[0] == Turn(step=limit, workloads=("short",), round=0)
    assert [turn.step for turn in world.turns[1:]] == [plan.steps[0]] * 3


def test_what_others_contain_is_measured_in_the_first_round_only() -> None:
    step = a_step("b", ("short", "long"))
    world = World(a_schedule(a_plan(step, added=("short",)), 100.0), QUICK, 100.0)
    world.go()
    of_rounds = [turn for turn in world.turns if not turn.retry]
    assert [turn.workloads for turn in of_rounds] == [
        ("short", "long"),
        *[("long",)] * (MOST_ROUNDS - 1),
    ]


PURE = ("budget", "costs", "history", "plan", "rounds", "schedule", "stopping", "trials", "turns")


def test_a_schedule_reads_no_clock_and_starts_nothing() -> None:
    folder = Path(benchmarking.__file__).parent
    for name in PURE:
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        imported = {alias.name for node in ast.walk(tree) for alias in getattr(node, "names", ())}
        assert not imported & {"time", "os", "subprocess", "monotonic", "perf_counter"}, name
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert "now" not in called, name


def test_a_turn_that_left_no_run_is_not_taken_again_in_its_round() -> None:
    steps = (a_step("a", ("short",)), a_step("b", ("short",)))
    schedule, history = a_schedule(a_plan(*steps)), History()
    turns = []
    while (turn := schedule.next_step(history)) is not None and len(turns) < 100:
        turns.append(turn)
        history = history.begin(turn, inf)
    assert [turn.round for turn in turns] == [1, 1, 2, 2, 3, 3]
