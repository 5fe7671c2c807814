"""Whether a need names only what the knowledge base has."""

from __future__ import annotations

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_, told
from advisor.model.criterion import Criterion
from advisor.model.knowledge import Knowledge
from advisor.model.need import Need
from advisor.scoring.gates import KNOWN


def check_need(need: Need, knowledge: Knowledge) -> None:
    """Every id that the need names must exist; the error names what is near."""
    traded = [id for each in need.answers for id in (each.swing, each.part)]
    asked: tuple[tuple[str, tuple[str, ...], dict[str, object]], ...] = (
        ("industry", (need.industry,) if need.industry else (), dict(knowledge.industries)),
        ("task", (need.task,) if need.task else (), dict(knowledge.tasks)),
        ("distro", (need.distro,) if need.distro else (), dict(knowledge.distros)),
        (
            "accelerator",
            (need.accelerator,) if need.accelerator else (),
            dict(knowledge.accelerators),
        ),
        ("framework", (*need.among, *need.without), dict(knowledge.frameworks)),
        ("criterion", (*need.musts, *need.weights, *traded), dict(knowledge.criteria)),
        (N_("family"), tuple(need.families), dict(knowledge.families)),
        (
            N_("gate"),
            need.waived,
            {**knowledge.criteria, "installs": None, "accelerator": None, KNOWN: None},
        ),
    )
    for kind, ids, known in asked:
        for id in ids:
            if id not in known:
                raise unknown_id(kind, id, tuple(known))
    both = sorted(set(need.among) & set(need.without))
    if both:
        raise AdvisorError(
            "contradiction",
            told("{name} is asked for and left out at once.", name=", ".join(both)),
            hint=told("take --without {name} away, or --among {name}", name=both[0]),
            exit_code=ExitCode.USAGE,
        )
    for criterion, bound in need.musts.items():
        if bound:
            _check_bound(knowledge.criteria[criterion], bound)
    for criterion, points in [*need.weights.items(), *need.families.items()]:
        if not points >= 0 or points == float("inf"):
            raise AdvisorError(
                "bad-weight",
                told("The weight of {criterion} is {points}.", criterion=criterion, points=points),
                why="A weight is a number of points from 0 up; a profile's points sum to 100.",
                hint=told("for example --weight {criterion}=10", criterion=criterion),
                exit_code=ExitCode.USAGE,
            )


def _check_bound(criterion: Criterion, bound: str) -> None:
    """A must's level or number must be one of its scale."""
    from advisor.catalog.checks.criterion import bound_fault

    fault = bound_fault(criterion, bound)
    if fault is None:
        return
    kind, message, levels = fault
    if levels:
        hint = told("known: {names}", names=", ".join(levels))
    else:
        hint = told("for example --must {criterion}=10", criterion=criterion.id)
    raise AdvisorError(
        kind,
        told(message, found=bound, levels=", ".join(levels)),
        hint=hint,
        exit_code=ExitCode.USAGE,
    )


def unknown_id(kind: str, id: str, known: tuple[str, ...]) -> AdvisorError:
    """The error for an id that does not exist, with the nearest ones that do."""
    from difflib import get_close_matches

    near = get_close_matches(id, known, n=3, cutoff=0.5)
    if near:
        hint = told("did you mean {names}?", names=", ".join(f"`{name}`" for name in near))
    elif known:
        hint = told("known: {names}", names=", ".join(sorted(known)))
    else:
        hint = told("this knowledge base has no {kind} at all", kind=told(kind))
    return AdvisorError(
        f"unknown-{kind}",
        told("There is no {kind} called {id!r}.", kind=told(kind), id=id),
        hint=hint,
        exit_code=ExitCode.USAGE,
    )
