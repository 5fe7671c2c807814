"""What is imported before the first paint: the start is short only as long as nobody adds a heavy
import to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.functional.program import run

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "numpy",
    "scipy",
    "sklearn",
    "yaml",
    "jinja2",
    "copier",
    "pydantic",
    "psutil",
    "pynvml",
    "uv",
    "click.testing",
}
HEAVY |= {"packaging.tags", "json", "advisor.intake.machine_file", "advisor.explanation.certainty"}
SCRIPT = """
import asyncio, os, sys
from pathlib import Path
from advisor.resources import cache_dir, data_dir, knowledge_dir
from advisor.tui.opening import begin
from advisor.usecases.settings import Settings

settings = Settings(knowledge=knowledge_dir(), overlay=None, data=data_dir(), cache=cache_dir())
opening = begin(settings)
from advisor.tui.shell import Shell


class Watched(Shell):
    CSS_PATH = Path(os.environ["SHEET"])

    def _after_first_paint(self):
        Path(os.environ["SEEN"]).write_text("\\n".join(sorted(sys.modules)))
        self.exit()


async def first_paint():
    app = Watched(settings, opening)
    async with app.run_test():
        await asyncio.sleep(0.5)

asyncio.run(first_paint())
"""


def test_nothing_heavy_is_imported_before_the_ranking_is_painted(tmp_path: Path) -> None:
    run(
        "rank", home=tmp_path
    )  # the knowledge is compiled and the machine known, as at any start but the first
    seen = tmp_path / "modules"
    script = tmp_path / "watched.py"
    script.write_text(SCRIPT, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TMPDIR")}
    ended = subprocess.run(
        [sys.executable, str(script)],
        env={
            **kept,
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
            "SEEN": str(seen),
            "SHEET": str(ROOT / "advisor/tui/styles/app.tcss"),
            "PYTHONPATH": str(ROOT),
        },
        check=False,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert seen.is_file(), ended.stderr[-2000:]
    modules = set(seen.read_text(encoding="utf-8").split())
    assert "advisor.tui.screens.decide" in modules
    assert "textual" in modules
    assert {name for name in HEAVY if name in modules} == set()
    assert "advisor.tui.screens.measure" not in modules, "screens are imported when they are opened"
