"""What `y` copies in the app is read back as the same need and the same corrections."""

from __future__ import annotations

import shlex
from types import SimpleNamespace
from typing import Any

import click
import pytest

from advisor.cli.need import GivenNeed, asked, need_options
from advisor.model.need import Need, Said
from advisor.views.need.command_line import as_options

SAID = {
    "a chip and what is on it": Said(
        need=Need(accelerator="npu", chip="K100_AI"),
        facts={"platform.sdk": "8.0.RC1.alpha002", "network.index_reachable": "no"},
    ),
    "a release with a space": Said(need=Need(distro="kylin", distro_release="V10 SP3")),
    "what nobody knows": Said(facts={"platform.sdk": "", "accelerators.chip": ""}),
    "several indexes": Said(facts={"network.indexes": "a.example.org,b.example.org"}),
    "versions that must be": Said(need=Need(requires=("fw>=2,<3", "numpy<2"), python="3.11")),
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_the_options_say_the_same(said: Said) -> None:
    read: list[GivenNeed] = []

    @click.command()
    @need_options
    def command(**options: Any) -> None:
        session = SimpleNamespace(settings=SimpleNamespace(data=None))
        read.append(asked(session, options))

    words = shlex.split(as_options(said.need, None, said.facts))
    command(words, standalone_mode=False)
    facts = dict(text.split("=", 1) for text in read[0].facts)
    assert Said(need=read[0].need, facts=facts) == said
