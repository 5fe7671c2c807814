"""Write docs/examples: one real decision on this machine, in every form and both languages, with
the runs in the store.

Facts that would tell whose machine it was are left out by the reports themselves.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "examples"
NEED = ("--industry", "manufacturing", "--task", "vision_training")
FORMS = ("md", "html", "pdf", "json", "csv", "adr.md")
BOTH = ("md", "html", "pdf", "adr.md")
"""Forms with prose; the others are the same in every language."""


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for lang in ("en", "zh"):
        for form in FORMS if lang == "en" else BOTH:
            path = FOLDER / f"report.{lang}.{form}"
            program = [sys.executable, "-m", "advisor", "--lang", lang, "-q"]
            command = [*program, "report", "--force", "-o", str(path), *NEED]
            if form == "pdf":
                command.append("--brief")  # the whole is some twenty pages; one shows how it is set
            code = subprocess.run(command, check=False, cwd=ROOT).returncode
            if code:
                return code
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
