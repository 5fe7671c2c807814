"""Write knowledge/schema/*.json from the models, and the probe's table of accelerators from
knowledge/accelerators; `--check` writes nothing and fails when one is out of date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


# The checkout's own code, wherever this is started.
from advisor.catalog.load import open_knowledge  # noqa: E402
from advisor.catalog.probe_table import probe_table  # noqa: E402
from advisor.catalog.schema import KINDS, encoded  # noqa: E402


def main() -> int:
    wanted = {f"knowledge/schema/{kind}.json": encoded(kind) for kind in KINDS}
    wanted["probes/machine/table.json"] = probe_table(open_knowledge(ROOT / "knowledge"))
    stale = [name for name, content in wanted.items() if _read(ROOT / name) != content]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"{name} is out of date: run `make schema`")
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_bytes(wanted[name])
        print(f"wrote {name}")
    return 0


def _read(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


if __name__ == "__main__":
    sys.exit(main())
