"""Run small decoders on this CPU, each in a process of its framework's own environment, and hold
what it takes against the formula for a large model's memory: writes tests/data/cpu_memory.json and
docs/cpu-memory.md. Environments that are missing are built first.

    --others   only measure the frameworks that are not held to the formula: four minutes
    --table    only write the document again, from what was measured
    --check    fail when the document is out of date; writes nothing
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

from advisor.cli.session import Session
from advisor.evidence.large_models.serving import MIB, PLAIN_PROCESS
from advisor.lab.heads import adapters
from advisor.lab.installing.environments import Info, complete, place, worker_variables
from advisor.resources import probes_dir
from tools.cpu_memory import (
    FITTED,
    KEPT,
    ORDERS,
    OTHER_ORDERS,
    ROOT,
    SHAPES,
    WITHIN,
    Grown,
    Kept,
    Order,
    kept,
    predicted,
)

TARGET = ROOT / "docs" / "cpu-memory.md"
SEED = 20
FRAMEWORKS = ("paddlepaddle", "pytorch")
"""Each is a module of tools/decoders."""
OTHERS = ("mindspore",)
"""Measured too, but not held to the formula: docs/cpu-memory.md says how far it is off."""
SMALL = {"size": "1 million", "context": 24, "users": 2, "step": 8}
"""What is compared with NumPy."""
ALIKE = 1e-5
"""Of the largest logit, in float32."""
HEAD = """# Memory of a decoder on a CPU

The formula of [large-model-memory.md](large-model-memory.md) beside what processes took here:
decoders with random weights in float32, grouped attention and a cache of keys and values, written
out in each framework (`tools/decoders/`), each in a process of the framework's own environment.
Written by `make cpu-memory-experiment`; seed {seed}, measured {measured} on {machine}.

*Peak* is the most resident memory (`VmHWM`, started anew once the weights are there) while prompts
of {step} tokens at once fill the cache, *steady* the resident memory (`VmRSS`) once it is full;
both above what the process had after the import of its framework. The formula is held to the peak,
since that is what a machine must have: weights + cache + work + runtime, with the habits of a plain
process. Beside steady stand weights + cache + runtime; what lies above is work that the allocator
has not given back.

The load of a machine changes how long this takes, not how much memory.

## The constants of a plain process

| constant | lower | middle | upper | why |
|---|---|---|---|---|
| tables of scores alive at once | {scores} | before and after the softmax, and one that the \
allocator keeps of the step before |
| runtime, MiB | {runtime} | threads, code and workspaces of kernels first used after the import |
| bytes per word while a token is chosen | {words} | logits in float32, and a copy |

No engine: no pages, no share, no room for further sequences, no graphs. The middles were read off
first runs of the decoder of {fitted}: 3.1 and 3.4 tables, 13 and 17 MiB. It is no part of the
comparison, but a first form of the larger ones had been run by then. The rows of four users were
measured after all of this was settled.

## Beside what the processes took
"""


OTHER = """
## Where it does not hold

MindSpore in eager mode computes the same (2e-07 from NumPy), but of what it takes for small
decoders the formula misses a quarter to a half; told to wait for each operation it takes as much.
The reason was not found. It is no part of the count above.
"""


def main() -> int:
    asked = sys.argv[1:]
    if "--others" in asked:
        _keep(msgspec.structs.replace(kept(), others=_measured(OTHERS, OTHER_ORDERS)))
    elif not {"--table", "--check"} & set(asked):
        _measure_all()
    figures = kept()
    text = _document(figures)
    if "--check" in asked:
        stale = not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text
        if stale:
            print(f"{TARGET.name} is out of date: run `make cpu-memory-experiment`")
        return int(stale)
    TARGET.write_text(text, encoding="utf-8")
    print(f"wrote docs/{TARGET.name}")
    return 0


def environments() -> dict[str, Info]:
    """Those of the decoders' frameworks that are there, on a CPU."""
    known = complete(Session().settings.data)
    return {id: info for id, info in known.items() if id in FRAMEWORKS + OTHERS}


def ask(framework: str, info: Info, order: Order, *, compare: bool = False) -> dict[str, Any]:
    """Run one decoder in a process of its own.

    Raises:
        RuntimeError: it failed, with the end of what it wrote.
    """
    told = {
        "shape": SHAPES[order.size]._asdict(),
        "users": order.users,
        "context": order.context,
        "step": order.step,
        "seed": SEED,
        "compare": compare,
    }
    head = adapters(probes_dir())[framework]
    where = place(Session().settings.data, framework)
    variables = worker_variables(where, head, info.python, info.config)
    variables |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [info.python, "-m", "tools.decoders.measure", framework]
    ended = subprocess.run(
        command, input=json.dumps(told), text=True, env=variables, check=False, capture_output=True
    )
    if ended.returncode:
        raise RuntimeError(f"{framework} failed: {ended.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return answer


def difference(framework: str, info: Info) -> float:
    """Between the decoder's logits and NumPy's, over the largest."""
    return float(ask(framework, info, Order(**SMALL), compare=True)["difference"])


def grown(framework: str, info: Info, order: Order) -> Grown:
    answer = ask(framework, info, order)
    assert answer.pop("cleared"), "this kernel does not let a process start a new peak"
    return Grown(framework=framework, order=order, **answer)


def _measure_all() -> None:
    measured = _measured(FRAMEWORKS, ORDERS)
    others = _measured(OTHERS, OTHER_ORDERS)
    figures = Kept(
        measured=datetime.now(UTC).date(),
        machine=f"{platform.machine()}, {os.cpu_count()} processors",
        versions={id: _version(info) for id, info in environments().items()},
        seed=SEED,
        grown=measured,
        others=others,
    )
    _keep(figures)


def _measured(frameworks: tuple[str, ...], orders: tuple[Order, ...]) -> tuple[Grown, ...]:
    """Build what is missing, compare each decoder with NumPy, then measure it."""
    install = [sys.executable, "-m", "advisor", "env", "install", *frameworks, "--yes"]
    subprocess.run(install, check=True, cwd=ROOT)
    found, measured = environments(), []
    for framework in frameworks:
        info = found[framework]
        off = difference(framework, info)
        print(f"{framework}: {off:.1e} from NumPy", flush=True)
        assert off < ALIKE, framework
        for order in orders:
            one = grown(framework, info, order)
            said = f"{order.size}, {order.users} x {order.context}: {one.peak / MIB:.0f} MiB"
            print(f"{framework}: {said}", flush=True)
            measured.append(one)
    return tuple(measured)


def _keep(figures: Kept) -> None:
    KEPT.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")


def _version(info: Info) -> str:
    own = [f"{name} {version}" for name, version in sorted(info.versions.items())]
    return f"{info.framework} on Python {info.python_version}: {', '.join(own)}"


def _document(figures: Kept) -> str:
    habits = PLAIN_PROCESS
    bounds = ("low", "middle", "high")
    head = HEAD.format(
        seed=figures.seed,
        measured=figures.measured,
        machine=figures.machine,
        step=f"{habits.step_tokens.middle:g}",
        scores=" | ".join(f"{getattr(habits.scores, bound):g}" for bound in bounds),
        runtime=" | ".join(f"{getattr(habits.runtime, bound) / MIB:g}" for bound in bounds),
        words=" | ".join(f"{getattr(habits.logit_bytes, bound):g}" for bound in bounds),
        fitted=FITTED,
    )
    compared = [one for one in figures.grown if one.order.size != FITTED]
    off = [abs(_off(one)) for one in compared]
    within = sum(each <= WITHIN for each in off)
    lines = [head, f"**{within} of {len(compared)} peaks are within {WITHIN:.0%} of the middle; "]
    lines[-1] += f"the farthest is {max(off):.1%} off.** Of what stays "
    lines[-1] += f"{_steady_within(compared)} of {len(compared)} are. MiB.\n"
    lines.append(
        "| framework | parameters | users x context | after import | weights there | peak "
        "| computed | off | steady | computed | off |"
    )
    lines.append("|---|---|---|---|---|---|---|---|---|---|---|")
    lines += [_row(one) for one in compared]
    lines += ["", "The one whence the constants come:", ""]
    lines += lines[2:4]
    lines += [_row(one) for one in figures.grown if one.order.size == FITTED]
    lines += [OTHER, *lines[2:4], *(_row(one) for one in figures.others)]
    lines += ["", "Versions: " + "; ".join(figures.versions.values()) + ".", ""]
    lines += ["## Shapes", "", *_shapes()]
    return "\n".join(lines) + "\n"


def _steady_within(compared: list[Grown]) -> int:
    return sum(abs(predicted(one.order)[1] / one.steady - 1) <= WITHIN for one in compared)


def _off(one: Grown) -> float:
    return predicted(one.order)[0].middle / one.peak - 1


def _row(one: Grown) -> str:
    order = one.order
    peak, stays = predicted(order)
    held_out = ", held out" if order.held_out else ""
    cells = [
        one.framework,
        order.size,
        f"{order.users} x {order.context}{held_out}",
        *(f"{size / MIB:.0f}" for size in (one.imported, one.loaded, one.peak)),
        f"{peak.middle / MIB:.0f} ({peak.low / MIB:.0f} to {peak.high / MIB:.0f})",
        f"{_off(one):+.1%}",
        f"{one.steady / MIB:.0f}",
        f"{stays / MIB:.0f}",
        f"{stays / one.steady - 1:+.1%}",
    ]
    return f"| {' | '.join(cells)} |"


def _shapes() -> list[str]:
    names = list(next(iter(SHAPES.values()))._fields)
    lines = [f"| size | parameters | {' | '.join(names)} |", "|---" * (len(names) + 2) + "|"]
    for size, shape in SHAPES.items():
        cells = [size, f"{shape.parameters():,}", *map(str, shape)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
