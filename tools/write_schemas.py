"""Write knowledge/schema/*.json from the models; `--check` writes nothing and fails when one is out
of date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


# The checkout's own code, wherever this is started.
from advisor.catalog.schema import KINDS, encoded  # noqa: E402


def main() -> int:
    folder = ROOT / "knowledge" / "schema"
    folder.mkdir(exist_ok=True)
    stale = [kind for kind in KINDS if _read(folder / f"{kind}.json") != encoded(kind)]
    if "--check" in sys.argv[1:]:
        for kind in stale:
            print(f"knowledge/schema/{kind}.json is out of date: run `make schema`")
        return 1 if stale else 0
    for kind in stale:
        (folder / f"{kind}.json").write_bytes(encoded(kind))
        print(f"wrote knowledge/schema/{kind}.json")
    return 0


def _read(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


if __name__ == "__main__":
    sys.exit(main())
