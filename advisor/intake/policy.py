"""A policy file: YAML, read strictly, with every id checked against the knowledge base."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_, told
from advisor.model.criterion import Ordinal
from advisor.model.knowledge import Knowledge
from advisor.model.policy import Policy
from advisor.reading.document import read
from advisor.reading.problem import listed
from advisor.stacks.requirements import is_requirement


def read_policy(path: Path, knowledge: Knowledge) -> Policy:
    """Read a policy.

    Raises:
        AdvisorError: no such file, an unknown field, an id or a level that the knowledge base does
            not have.
    """
    document = read(Path(), str(path), "policy", Policy, by_hand=True)
    if document.missing:
        raise _bad(path, told("there is no such file"), N_("give the path of a policy file"))
    policy: Policy | None = document.value
    if policy is None and not document.problems:
        raise _bad(path, told("the file is empty"), N_("docs/policy.md shows every field"))
    if policy is None or document.problems:
        raise AdvisorError(
            "bad-policy",
            told("The policy {path} cannot be used.", path=path),
            why=listed(document.problems),
            hint=N_("docs/policy.md shows every field"),
            exit_code=ExitCode.USAGE,
        )
    if policy.choice is not None and policy.choice not in knowledge.frameworks:
        raise _bad(
            path,
            told("there is no framework called {choice}", choice=policy.choice),
            told("known: {names}", names=", ".join(knowledge.frameworks)),
        )
    seen: set[str] = set()
    for rule in policy.rules:
        if rule.id in seen:
            raise _bad(
                path,
                told("two rules are called {id}", id=rule.id),
                N_("give each rule an id of its own"),
            )
        seen.add(rule.id)
        _check_rule(path, rule.id, rule.criterion, rule.at_least, knowledge)
        _check_requirements(path, rule.id, rule.require)
        demands = (
            rule.criterion,
            rule.rank_at_most,
            rule.unknown_at_most,
            rule.verdicts,
            rule.not_excluded,
            rule.stack_grade,
            rule.require,
        )
        if not any(demand for demand in demands if demand != 0) and rule.unknown_at_most is None:
            raise _bad(
                path,
                told("rule {id} demands nothing", id=rule.id),
                N_("give it a criterion, verdicts or a bound"),
            )
    return policy


def _check_rule(
    path: Path, id: str, criterion: str | None, at_least: str | None, knowledge: Knowledge
) -> None:
    if criterion is None:
        return
    if criterion not in knowledge.criteria:
        from difflib import get_close_matches

        near = get_close_matches(criterion, knowledge.criteria, n=1)
        hint = (
            told("did you mean {names}?", names=near[0])
            if near
            else N_("`fwadvisor knowledge criteria` lists them")
        )
        raise _bad(
            path,
            told("rule {id}: there is no criterion called {criterion}", id=id, criterion=criterion),
            hint,
        )
    scale = knowledge.criteria[criterion].scale
    if at_least is None:
        return
    if isinstance(scale, Ordinal):
        if at_least not in scale.levels:
            raise _bad(
                path,
                told(
                    "rule {id}: {criterion} has no level {at_least}",
                    id=id,
                    criterion=criterion,
                    at_least=at_least,
                ),
                told("known: {names}", names=", ".join(scale.levels)),
            )
        return
    try:
        float(at_least)
    except ValueError as error:
        raise _bad(
            path,
            told("rule {id}: {at_least!r} is not a number", id=id, at_least=at_least),
            told("{criterion} is a number", criterion=criterion),
        ) from error


def _check_requirements(path: Path, id: str, require: tuple[str, ...]) -> None:
    for text in require:
        if not is_requirement(text):
            raise _bad(
                path,
                told("rule {id}: {text!r} is not a requirement", id=id, text=text),
                N_("write it as pip does: torch>=2.6,<3"),
            )


def _bad(path: Path, why: str, hint: str) -> AdvisorError:
    return AdvisorError(
        "bad-policy",
        told("The policy {path} cannot be used: {why}.", path=path, why=why),
        hint=hint,
        exit_code=ExitCode.USAGE,
    )
