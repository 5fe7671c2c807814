"""How each framework gets onto the machine that the advice is for."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.installing.ways import ANSWERS, because
from advisor.views.report.parts import Section
from advisor.views.report.ranking import shown


def installing(advice: Advice, say: Say) -> Section:
    """The best way of each, those in the ranking first, with what it takes or why there is none."""
    ranked = shown(advice)
    rows = []
    for id in (*ranked, *(id for id in advice.book.frameworks if id not in ranked)):
        best = advice.routes.get(id, ())[:1]
        route = best[0] if best else None
        rows.append(
            Row(
                id=id,
                cells=(
                    Cell(text=names.framework(advice.knowledge, id, say)),
                    Cell(text=say(ANSWERS[route.kind][0]) if route else "-"),
                    Cell(text=route.python or "-" if route else "-"),
                    Cell(text=route.command if route and route.command else "-"),
                    Cell(text=because(advice.knowledge, route, say) if route else ""),
                ),
            )
        )
    return Section(
        id="installing",
        heading=say("How each one is installed there"),
        lines=(_target(advice, say),),
        tables=(
            Table(
                columns=(
                    Column(title=say("framework")),
                    Column(title=say("answer")),
                    Column(title=say("Python")),
                    Column(title=say("command")),
                    Column(title=say("what it takes, or why not")),
                ),
                rows=tuple(rows),
            ),
        ),
    )


def _target(advice: Advice, say: Say) -> str:
    """What the answers are for."""
    situation, knowledge = advice.situation, advice.knowledge
    distro = knowledge.distros.get(situation.distro.id)
    accelerator = knowledge.accelerators.get(situation.accelerator.id)
    unknown = say("not known")
    return say(
        "For: distribution {distro}; processor {arch}; device {device}; C library {glibc}; Python "
        "{pythons}.",
        distro=distro.name.said_in(say.lang) if distro else situation.distro.id or unknown,
        arch=situation.arch.id or unknown,
        device=accelerator.name.said_in(say.lang)
        if accelerator
        else situation.accelerator.id or unknown,
        glibc=situation.glibc.id or unknown,
        pythons=", ".join(situation.pythons) or unknown,
    )
