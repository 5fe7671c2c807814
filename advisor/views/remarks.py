"""Remarks of the evidence become sentences."""

from __future__ import annotations

from advisor.evidence.book import Remark
from advisor.messages import N_, Say
from advisor.model.reason import Reason, in_words
from advisor.views.numbers import figure

SENTENCES = {
    "checked_long_ago": N_("checked {days} days ago"),
    "few_samples": N_("only {count} samples"),
    "wide_spread": N_("the spread is {percent} % of the median"),
    "machine_busy": N_("the machine was busy (load {load} per core)"),
    "stolen": N_("the hypervisor gave {percent} % of the processors to others"),
    "disturbed": N_("others on the same cores slowed {percent} % of the samples"),
    "held_back": N_("the container's limit stopped it for {percent} % of the time"),
    "throttled": N_("the processors were throttled {count} times"),
    "swapped": N_("{count} pages were swapped"),
    "starved": N_("it would have used {times} times the processor time that it was given"),
    "threads_idle": N_("it kept {used} of {asked} threads busy"),
    "drift": N_("the last third differs from the first by {percent} %"),
    "not_warm": N_("taken while it was warming up: there was no time for more"),
    "other_machine": N_("measured on another machine, with hardware alike"),
    "other_hardware": N_("measured on other hardware: {hardware}"),
    "hardware_not_recorded": N_("measured on a machine whose hardware was not recorded"),
    "only_a_bound": N_("too slow to be sampled: a step takes at least {seconds} s"),
    "only_bounds": N_("too slow to be sampled: a step takes {least} to {most} s"),
    "limit_while_busy": N_("what this machine can do at most was measured while others used it"),
    "no_limit": N_("measured, but not what this machine can do at most: `fwadvisor measure` does"),
    "no_limit_of": N_("measured on {device}, whose limits are not measured"),
    "no_claim": N_("nothing is claimed"),
    "looked_for": N_("looked for, not found"),
    "read_for_newer": N_("read for {read}; {version}, which would run, is older"),
    "other_versions": N_("documented for {versions}; of {version} nothing is known"),
    "another_version": N_("looked up for {read}; of {version} nothing is known"),
    "engine_runs": N_("{engine} is documented for it"),
    "engine_runs_with": N_("{engine} is documented for it: {versions}"),
    "engine_wants": N_("that set wants {component} {wanted}; what would run is {version}"),
    "engine_none": N_("by its own word {engine} does not run on {chip}"),
    "no_engine_on": N_("no known engine is built on it (looked at: {engines})"),
    "no_engine_for": N_("not documented for {accelerator} (looked at: {engines})"),
    "engine_chip_unknown": N_(
        "documented for {chips} ({engines}); which chip of {accelerator} it is, is not known"
    ),
    "engine_other_chip": N_("documented for {chips} ({engines}); of {chip} nothing is known"),
    "engine_other_arch": N_("not documented for {arch} (looked at: {engines})"),
    "engine_other_platform": N_(
        "documented for another capability of the chip or other versions of the platform than are "
        "here (looked at: {engines})"
    ),
    "not_measured": N_("not measured yet"),
    "not_looked_since": N_("nobody has looked since {checked}"),
    "no_releases_known": N_("no releases are known"),
    "no_packages_known": N_("no package is known"),
    "impossible_here": N_("what it needs and what the machine has cannot hold together"),
    "no_way_known": N_("no way is known: nothing was found, which is not the same as impossible"),
    "too_little_known": N_(
        "{percent} % of what counts is known; at least {least} % is needed for a place"
    ),
    "only_metadata": N_(
        "its packages fit, but no source says that they run on this device; others are documented"
    ),
    "line_ended": N_(
        "the newest {package} for {accelerator} is {version} of {released} (checked {checked})"
    ),
    "version_released": N_("{version} was released on {released}"),
    "release_day_unknown": N_("when {version} was released is not known"),
    "accelerator_stack": N_("{accelerator}: a documented set of versions runs there"),
    "route": N_("installs with `{command}`"),
    "accelerator_not_documented": N_("nothing is documented about {accelerator}"),
    "accelerator_none": N_("does not run on {accelerator}"),
    "must_unknown": N_("it is not known whether {criterion} is met"),
    "must_level": N_("{criterion} is {value}"),
    "must_better": N_("{criterion} is {value}, wanted: {level}"),
    "nothing_eligible": N_("nothing is eligible"),
    "choice_excluded": N_("{framework} is excluded"),
    "rank_is": N_("its rank is {rank}, wanted: {bound} at most"),
    "unknown_are": N_("{count} criteria are unknown, allowed: {bound}"),
    "verdict_is": N_("the verdict is {verdict}"),
    "stack_none": N_("no versions of {framework} are known that run there"),
    "stack_grade_is": N_(
        "{framework} {version} is known so: {stack_grade}; wanted: {bound}, or better"
    ),
    "requirement_unmet": N_("{package} is {version}, wanted: {requirement}"),
    "requirement_lacks": N_("nothing called {package} is among what would run"),
    "grade_is": N_("{criterion} is {grade}, not measured here"),
    "days_old": N_("the evidence for {criterion} is {days} days old, allowed: {bound}"),
    "accelerator_built_in": N_("{accelerator}: built in"),
    "accelerator_plugin": N_("{accelerator}: through a plug-in"),
    "accelerator_vendor": N_("{accelerator}: through a build of the vendor"),
    "accelerator_source": N_("{accelerator}: built from source"),
    "outcome_unsupported": N_("cannot do this: {reason}"),
    "outcome_no_environment": N_("has no environment: {reason}"),
    "outcome_import_failed": N_("failed to import: {reason}"),
    "outcome_wrong_result": N_("computed a wrong result: {reason}"),
    "outcome_out_of_memory": N_("ran out of memory: {reason}"),
    "outcome_timed_out": N_("ran into its time limit: {reason}"),
    "outcome_too_slow": N_("was too slow: {reason}"),
    "outcome_implausible": N_("gave a figure above the machine's limit: {reason}"),
    "outcome_crashed": N_("crashed: {reason}"),
}
"""kind of remark: its sentence."""


def sentence(remark: Remark, say: Say, names: dict[str, str] | None = None) -> str:
    """A remark in words.

    Args:
        names: what ids (of accelerators, criteria) are called for people, and levels as
            `CRITERION=LEVEL`.
    """
    names = names or {}
    values = {key: _named(key, value, remark, names) for key, value in remark.values.items()}
    if remark.values.get("reason_code"):
        reason = Reason(code=str(remark.values["reason_code"]), values=remark.values)
        values["reason"] = in_words(reason, say)
    kind = remark.kind
    if kind == "liveness":
        return _liveness(remark, say)
    if kind == "stack_grade_is":
        values |= {key: _stack_grade(remark.values[key], say) for key in ("stack_grade", "bound")}
    if kind == "effort":
        return _effort(remark, say)
    if kind == "accelerator_how":
        kind = f"accelerator_{remark.values['how']}"
    elif kind == "must_level" and remark.values.get("level"):
        kind = "must_better"
    if kind not in SENTENCES:
        return str(remark.values.get("says", kind.replace("_", " ")))
    return say(SENTENCES[kind], **values)


def _named(key: str, value: object, remark: Remark, names: dict[str, str]) -> object:
    if isinstance(value, float):
        return figure(value)
    if key == "package":
        return value
    if key in ("value", "level"):
        return names.get(f"{remark.values.get('criterion')}={value}", value)
    return names.get(str(value), value)


def _stack_grade(grade: object, say: Say) -> str:
    from advisor.views.installing.stacks import GRADES

    return say(next(word for id, (word, _) in GRADES.items() if id == grade))


def _liveness(remark: Remark, say: Say) -> str:
    """The release and the commits behind `maintained`."""
    parts = []
    if remark.values.get("release"):
        parts.append(
            say(
                "last stable release {release} on {released}",
                release=remark.values["release"],
                released=remark.values["released"],
            )
        )
    else:
        parts.append(say("no stable release"))
    commits = int(remark.values.get("commits", -1))
    parts.append(
        say("{commits} commits in 12 months", commits=commits)
        if commits >= 0
        else say("commits not known")
    )
    return say("; ").join(parts) + say(
        " (checked {checked})", checked=remark.values.get("checked", "")
    )


THINGS = {
    "tools": N_("tools that must be there"),
    "python": N_("a Python to fetch"),
    "platform": N_("steps of the platform"),
    "vendor": N_("files to ask the vendor for"),
    "pins": N_("versions to hold back"),
    "override": N_("a dependency to overrule"),
    "container": N_("a container"),
}
"""What a stack may take besides one install, by the keys of `evidence.derived.way.things_to_do`."""


def _effort(remark: Remark, say: Say) -> str:
    things = [thing for thing in str(remark.values.get("things", "")).split(", ") if thing]
    if not things:
        return say("one install into an environment, and nothing besides")
    written = say(", ").join(say(THINGS.get(thing, thing)) for thing in things)
    return say("besides one install: {things}", things=written)
