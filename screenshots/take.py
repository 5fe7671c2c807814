"""Takes the pictures of README and docs/screens.md: the real app, on this machine, with what was
measured here.

    python screenshots/take.py [--lang en|zh] [--data DIR]

Writes SVG of every screen in both languages, and PNG where Chromium is installed. Runs and
environments are those of the data folder (FWADVISOR_DATA, or the person's own); where nothing was
measured yet, the NumPy reference is measured first, so that a picture never shows what is not
there. Saved needs and themes stay out of the pictures, and nothing is written into that folder.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import time
import zlib
from contextlib import closing
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot

from advisor.benchmarking.request import MeasureRequest
from advisor.resources import data_dir, knowledge_dir
from advisor.tui.opening import begin
from advisor.tui.shell import Shell
from advisor.usecases.measuring.measure import measure
from advisor.usecases.ranking.gather import stored_runs
from advisor.usecases.settings import Settings

HERE = Path(__file__).resolve().parent
SIZE = (110, 34)
CELL = 12.2
"""Width of a cell in Rich's pictures."""
SCREENS = {
    "decide": ("1",),
    "why": ("2",),
    "compare": ("3",),
    "measure": ("4",),
    "article": ("a",),
    "machine": ("5", "enter", *"ascend", "enter"),
    "knowledge": ("u", "6"),
    "starter": ("7",),
    "report": ("8",),
    "help": ("1", "question_mark"),
}
"""Picture: the keys that lead there from the one before."""
TOOLBAR = 200
"""Pixels that Chromium, though headless, may keep of a window's height for itself; cut off
again."""
PNG = b"\x89PNG\r\n\x1a\n"
PATIENCE = 120.0
"""Seconds that anything may take before the picture is given up."""
RUN = re.compile(
    r'<text class="([^"]*)" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)" '
    r'clip-path="([^"]*)">(.*?)</text>',
    re.S,
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
                    f'<text class="{style}" x="{x:g}" y="{y}" textLength="{cells * CELL:g}" '
                    f'clip-path="{clip}">'
                    f"{html.escape(run).replace(' ', '&#160;')}</text>"
                )
            x += cells * CELL
        return "".join(parts)

    return RUN.sub(mend, svg).replace(
        "Fira Code, monospace", "Fira Code, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
    )


def as_png(picture: Path) -> bool:
    """The same as PNG; False when there is no Chromium."""
    browser = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
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
        png = picture.with_suffix(".png")
        subprocess.run(
            [
                browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--allow-file-access-from-files", f"--user-data-dir={folder}/profile",
                f"--window-size={width},{height + TOOLBAR}", f"--screenshot={png}", page.as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        png.write_bytes(first_rows(png.read_bytes(), height))
    return True


def first_rows(png: bytes, height: int) -> bytes:
    """The upper part of a picture: its rows stand one after the other, and none is told by one
    further down."""
    at, parts, squeezed = len(PNG), [PNG], b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12
        if kind == b"IHDR":
            rows = struct.unpack(">I", data[4:8])[0]
            data = data[:4] + struct.pack(">I", height) + data[8:]
        if kind == b"IDAT":
            squeezed += data
            continue
        if kind == b"IEND":
            raw = zlib.decompress(squeezed)
            parts.append(_chunk(b"IDAT", zlib.compress(raw[: len(raw) // rows * height], 9)))
        parts.append(_chunk(kind, data))
    return b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


async def settled(pilot: Pilot[None], app: Shell) -> None:
    """Wait until nothing is on its way, and no note covers the screen."""
    until = time.monotonic() + PATIENCE
    while app.desk.certainty is None or not app.desk.machine_fresh or app.workshop.jobs():
        await pilot.pause(0.1)
        if time.monotonic() > until:
            raise SystemExit(f"{app.screen}: still at work after {PATIENCE:.0f} s: {app.busy()}")
    app.clear_notifications()
    await pilot.pause(0.3)


async def take(settings: Settings, suffix: str) -> list[Path]:
    """A picture of every screen, of one run of the app."""
    app, pictures = Shell(settings, begin(settings)), []
    async with app.run_test(size=SIZE) as pilot:
        for name, keys in SCREENS.items():
            await settled(pilot, app)
            await pilot.press(*keys)
            await pilot.pause(0.3)
            await settled(pilot, app)
            picture = HERE / f"{name}{suffix}.svg"
            picture.write_text(
                with_wide_text(app.export_screenshot(title="fwadvisor")) + "\n", encoding="utf-8"
            )
            pictures.append(picture)
    return pictures


def measured(data: Path, work: Path) -> Path:
    """A folder with the runs and environments of that one, and nothing else of it."""
    shown = work / "data"
    shown.mkdir()
    runs, proofs = data / "runs.sqlite", data / "verified-starters.jsonl"
    if runs.is_file():
        source, target = (
            sqlite3.connect(f"{runs.as_uri()}?mode=ro", uri=True),
            sqlite3.connect(shown / runs.name),
        )
        with closing(source), closing(target):
            source.backup(target)
    if proofs.is_file():
        shutil.copy(proofs, shown)
    if (data / "envs").is_dir():
        (shown / "envs").symlink_to(data / "envs")
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of README.")
    parser.add_argument("--lang", choices=["en", "zh"], help="only this language")
    parser.add_argument(
        "--data", type=Path, default=data_dir(), help="the folder whose measurements are shown"
    )
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        data = measured(given.data, Path(folder))
        # Where the pictures are taken is nobody's business: the starter names its folder.
        os.chdir(tempfile.gettempdir())
        pictures = []
        for lang in (given.lang,) if given.lang else ("en", "zh"):
            settings = Settings(
                knowledge=knowledge_dir(),
                overlay=None,
                data=data,
                cache=Path(folder) / "cache",
                lang=lang,
                lang_given=True,
            )
            if not stored_runs(settings):
                request = MeasureRequest(ids=("numpy_reference",), care="fast")
                measure(
                    request,
                    settings=settings,
                    on_event=lambda _event: None,
                    cancelled=lambda: False,
                )
            pictures += asyncio.run(take(settings, "" if lang == "en" else f".{lang}"))
    drawn = [as_png(picture) for picture in pictures]
    print(
        f"{len(pictures)} pictures, {sum(drawn)} of them as PNG too, in "
        f"{time.monotonic() - began:.0f} s"
    )
    if not all(drawn):
        print("not run: no chromium, so no PNG")


if __name__ == "__main__":
    main()
