"""Why a run gave no figure: a code with values, and the one catalogue that puts it into words.

Codes are for ever: stores and other people's scripts hold them. What measures (lab) and the guests
(probes/reason.py) know codes only.
"""

from collections.abc import Mapping
from string import Formatter

from msgspec import Struct

from advisor.messages import N_, Say

OWN_WORDS = "own_words"
"""The code of a text that is not ours: of a framework, of its adapter or of the system."""


class Reason(Struct, frozen=True, kw_only=True):
    """What happened. `code` is a key of `SENTENCES`, or one of a newer program; empty: nothing."""

    code: str = ""
    values: Mapping[str, str | float | int] = {}


SENTENCES: dict[str, tuple[str, ...]] = {
    # Of the host, about the process.
    "stopped": (N_("It was stopped."),),
    "stopped_after": (N_("It was stopped after {seconds} s."),),
    "stopped_with_bound": (N_("It was stopped; a step takes at least {seconds:.3g} s."),),
    "python_not_started": (N_("Its Python could not be started: {problem}."),),
    "killed_for_memory": (N_("The kernel ended it because memory ran out."),),
    "supervisor_killed": (N_("Its supervisor was killed."),),
    "signal_at_import": (N_("It ended by {name} (signal {number}) while it was being imported."),),
    "exit_code_at_import": (N_("It ended with exit code {code} while it was being imported."),),
    "signal": (N_("It ended by {name} (signal {number})."),),
    "exit_code": (N_("It ended with exit code {code}."),),
    "not_asked_for": (N_("It measured something that it was not asked for."),),
    "faster_than_processors": (N_("It is faster than these processors can compute."),),
    # Of the guest, about time and memory.
    "samples_do_not_fit": (
        N_(
            "The fastest iteration took {seconds:.3g} s: the samples asked for do not fit into "
            "their time."
        ),
    ),
    "parts_take_too_long": (
        N_(
            "A step takes at least {seconds:.3g} s, since that is what its parts take: there is "
            "no time for as many as are needed."
        ),
    ),
    "smaller_batch_too_slow": (
        N_(
            "At a batch {times} times smaller a step took {step:.3g} s: this one would take more "
            "than the {most:g} s that are allowed."
        ),
    ),
    "smaller_batch_too_large": (
        N_(
            "At a batch {times} times smaller it held {held_gib:.2g} GiB: this one would take "
            "about {wanted_gib:.2g} of {there_gib:.2g} GiB."
        ),
    ),
    # Of the guest, about the answer and what there is.
    "other_shape": (N_("The answer has shape {shape}, the reference {wanted}."),),
    "other_count": (N_("The answer has {count} values, the reference {wanted}."),),
    "not_finite": (N_("The answer holds values that are not finite numbers."),),
    "differs_from_reference": (
        N_("The answer differs from the reference by {apart:.2g}; {allowed:.2g} is allowed."),
    ),
    "not_implemented": (N_("The adapter of this framework does not implement {workload}."),),
    "other_mode": (N_("This framework is measured in mode {modes}, not {mode}."),),
    "not_in_engine": (N_("Its inference engine does not do this, or we know no way."),),
    "kernel_does_not_say": (N_("The kernel does not say."),),
    "no_first_step": (N_("This process has computed before, so it has no first step any more."),),
    "no_environment_of_its_own": (
        N_("This Python is no environment of its own: what else lies there would count too."),
    ),
    "asked_to_exit": (N_("The framework asked the process to exit with {exit_code}."),),
    OWN_WORDS: (N_("{text}"),),
    # Of the host, about an environment that cannot be had.
    "no_python": (
        N_("{framework} needs CPython {range}, and none was found."),
        N_("Found: {found}."),
    ),
    "python_does_not_fit": (
        N_("{framework} cannot use {python}: it needs CPython {range}."),
        N_("Found: {found}."),
    ),
    "missing_program": (
        N_("{framework} needs the program {program}."),
        N_("It was not found."),
    ),
    "missing_things": (
        N_("{framework} needs {things}."),
        N_("They were not found."),
    ),
    "missing_library": (
        N_("{framework} needs the shared library {library}."),
        N_("The system's loader does not find it."),
    ),
    "no_package": (
        N_("No installable package of {framework} was found for this machine."),
        N_("{text}"),
    ),
    "install_failed": (
        N_("{framework} could not be installed: uv {how}."),
        N_("{text}"),
    ),
    "import_failed": (
        N_("{framework} was installed but cannot be imported."),
        N_("{last} ({how})"),
    ),
    # Of the host, about an environment that is not what is advised.
    "index_not_reached": (N_("{index} is not reached from here"),),
    "not_on_index": (N_("{index} does not have it"),),
    "index_not_reached_other_build": (
        N_("another build of it, since {index} is not reached from here"),
    ),
    "not_on_index_other_build": (N_("another build of it, since {index} does not have it"),),
    "not_admitted": (N_("the adapter is known to work with {range}"),),
    "not_found_by_uv": (N_("the package index does not have it for this machine"),),
    "no_such_python": (N_("Python {python} is not on this machine"),),
    "no_environment_kind": (N_("what is advised is no package for an environment"),),
    "asked_otherwise": (N_("another build, index or Python was asked for"),),
    "own_environment": (N_("it is an environment of your own"),),
}
"""code: its sentences; one whose values are all empty is left out."""


def in_words(reason: Reason, say: Say) -> str:
    """The reason in the reader's language; one that this program does not know as its code and
    values."""
    return " ".join(sentences(reason, say))


def sentences(reason: Reason, say: Say) -> tuple[str, ...]:
    """The same, sentence by sentence."""
    if not reason.code:
        return ()
    try:
        said = [_filled(part, reason, say) for part in SENTENCES[reason.code]]
    except (KeyError, ValueError):
        return (_bare(reason),)
    return tuple(part for part in said if part)


def gaps(sentence: str) -> tuple[str, ...]:
    """The names of the values that a sentence needs."""
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name)


def _filled(sentence: str, reason: Reason, say: Say) -> str:
    """Raises KeyError or ValueError where a value is lacking, or a text where a number belongs."""
    values = {name: reason.values[name] for name in gaps(sentence)}
    if values and all(value == "" for value in values.values()):
        return ""
    return say(sentence, **values)


def _bare(reason: Reason) -> str:
    code = reason.code.replace("_", " ")
    values = ", ".join(f"{name} {value}" for name, value in reason.values.items())
    return f"{code} ({values})" if values else code
