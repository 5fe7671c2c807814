"""Why a run gave no figure, in the reader's language: a run keeps the sentence of whoever
measured."""

from __future__ import annotations

import re
from functools import lru_cache

from advisor.messages import LANGUAGES, N_, Say, words

SAID = (
    N_("It was stopped."),
    N_("It was stopped after {seconds} s."),
    N_("It was stopped; a step takes at least {seconds} s."),
    N_("The fastest iteration took {seconds} s: the samples asked for do not fit into their time."),
    N_(
        "At a batch {times} times smaller a step took {step} s: this one would take more than the "
        "{most} s that are "
        "allowed."
    ),
    N_(
        "A step takes at least {seconds} s, since that is what its parts take: there is no time "
        "for as many as are "
        "needed."
    ),
    N_(
        "At a batch {times} times smaller it held {held} GiB: this one would take about {wanted} "
        "of {there} GiB."
    ),
    N_("The kernel ended it because memory ran out."),
    N_("Its Python could not be started: {reason}."),
    N_("It measured something that it was not asked for."),
    N_("It is faster than these processors can compute."),
    N_("It ended by {name} (signal {number}) while it was being imported."),
    N_("It ended with exit code {code} while it was being imported."),
    N_("It ended by {name} (signal {number})."),
    N_("It ended with exit code {code}."),
    N_("The framework asked the process to exit with {code}."),
    N_("The adapter of this framework does not implement {workload}."),
    N_("This framework is measured in mode {modes}, not {mode}."),
    N_("Its inference engine does not do this, or we know no way."),
    N_("The kernel does not say."),
    N_("This process has computed before, so it has no first step any more."),
    N_("This Python is no environment of its own: what else lies there would count too."),
    N_("The answer has shape {shape}, the reference {wanted}."),
    N_("The answer holds values that are not finite numbers."),
    N_("The answer has {count} values, the reference {wanted}."),
    N_("The answer differs from the reference by {apart}; {allowed} is allowed."),
)
"""What lab and probes say, the particular before the general. Probes speak English only, and so
does what is not here: the words of a framework, of its adapter, or of the system."""


def run_reason(text: str, say: Say) -> str:
    """A stored reason, said anew where it is one that we know."""
    for pattern, message in _known():
        found = pattern.fullmatch(text)
        if found is not None:
            return say(message, **found.groupdict())
    return text


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (_pattern(words(lang)(message)), message) for message in SAID for lang in LANGUAGES
    )


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"{(\w+)}", sentence)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)),
        re.S,
    )
