"""Takes the pictures of README: the real app, on this machine, with the shipped knowledge and what was measured here.

    python screenshots/take.py [--lang en|zh]

Writes SVG, and PNG of a few where Chromium is installed. Runs come from a data folder of its own (.work/screenshots),
in which the NumPy reference is measured first, so that a picture never shows what is not there.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import re
import shutil
import subprocess
import tempfile
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len

from advisor.resources import knowledge_dir
from advisor.tui.opening import begin
from advisor.tui.shell import Shell
from advisor.usecases.measure import measure
from advisor.usecases.plan_measuring import MeasureRequest
from advisor.usecases.settings import Settings

HERE = Path(__file__).resolve().parent
WORK = HERE.parent / ".work" / "screenshots"
SIZE = (110, 34)
CELL = 12.2
"""Width of a cell in Rich's pictures."""
SCREENS = {
    "decide": (),
    "why": ("2",),
    "compare": ("3",),
    "measure": ("4",),
    "machine": ("5",),
    "knowledge": ("6",),
    "starter": ("7",),
    "report": ("8",),
    "help": ("question_mark",),
}
"""Picture: the keys that lead there from the first screen."""
WITH_PNG = ("decide", "why", "measure")
"""Those that are shown where SVG is not."""
RUN = re.compile(
    r'<text class="([^"]*)" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)" clip-path="([^"]*)">(.*?)</text>', re.S
)


def with_wide_text(svg: str) -> str:
    """Give Chinese characters two cells each: Rich's export counts characters, not cells."""

    def mend(match: re.Match[str]) -> str:
        style, left, y, _, clip, body = match.groups()
        text = html.unescape(body)
        if cell_len(text) == len(text):
            return match.group()
        x, parts = float(left), []
        for _, group in groupby(text, key=cell_len):
            run = "".join(group)
            cells = cell_len(run)
            if run.strip(" \xa0"):
                parts.append(
                    f'<text class="{style}" x="{x:g}" y="{y}" textLength="{cells * CELL:g}" clip-path="{clip}">'
                    f"{html.escape(run).replace(' ', '&#160;')}</text>"
                )
            x += cells * CELL
        return "".join(parts)

    return RUN.sub(mend, svg).replace(
        "Fira Code, monospace", "Fira Code, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
    )


def as_png(picture: Path) -> bool:
    """The same as PNG; False when there is no Chromium."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture.read_text(encoding="utf-8"))
    if browser is None or found is None:
        return False
    width, height = (int(float(text)) + 1 for text in found.groups())
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(
            '<!doctype html><meta charset="utf-8"><style>body{margin:0}</style>'
            f'<img src="{picture}" width="{width}">',
            encoding="utf-8",
        )
        # Headless Chromium keeps some of the window's height for itself.
        subprocess.run(
            [
                browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--allow-file-access-from-files", f"--user-data-dir={folder}/profile",
                f"--window-size={width},{height}", f"--screenshot={picture.with_suffix('.png')}", page.as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return True


async def take(settings: Settings, name: str, keys: tuple[str, ...], suffix: str) -> None:
    """One picture, of an app of its own."""
    app = Shell(settings, begin(settings))
    async with app.run_test(size=SIZE) as pilot:
        while app.desk.certainty is None or not app.desk.machine_fresh:
            await pilot.pause(0.1)
        await pilot.press(*keys)
        await pilot.pause(0.3)
        while app.jobs():
            await pilot.pause(0.1)
        app.clear_notifications()
        await pilot.pause(0.2)
        picture = HERE / f"{name}{suffix}.svg"
        picture.write_text(with_wide_text(app.export_screenshot(title="fwadvisor")) + "\n", encoding="utf-8")
    if name in WITH_PNG and not as_png(picture):
        print("not run: no chromium, so no PNG")
    print(picture.name)


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of README.")
    parser.add_argument("--lang", choices=["en", "zh"], default="en")
    lang = parser.parse_args().lang
    settings = Settings(
        knowledge=knowledge_dir(), overlay=None, data=WORK / "data", cache=WORK / "cache", lang=lang, lang_given=True
    )
    if not (WORK / "data").is_dir():
        request = MeasureRequest(ids=("numpy_reference",), care="fast")
        measure(request, settings=settings, on_event=lambda _event: None, cancelled=lambda: False)
    # Where the pictures are taken is nobody's business: the starter names its folder.
    os.chdir(tempfile.gettempdir())
    for name, keys in SCREENS.items():
        asyncio.run(take(settings, name, keys, "" if lang == "en" else f".{lang}"))


if __name__ == "__main__":
    main()
