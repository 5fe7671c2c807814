"""Keep the facts of the vendors' tables, and nothing else of them, in tests/data/vendor_tables.

    python tools/copy_vendor_tables.py COMPATIBILITY.en.md version_match.json runner.py.json

What tools/check_vendor_tables.py holds against the resolver. It parses on its own, so that a
mistake of tools/rows_from_tables.py shows.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "vendor_tables"
READ = "2026-11-29"


def cells(line: str) -> list[str]:
    """The columns of a line of a Markdown table."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def huawei(file: Path) -> dict[str, object]:
    """Plug-in, branch, PyTorch and CANN of every line; and the Pythons of every PyTorch."""
    rows: list[list[str]] = []
    pythons: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        found = cells(line)
        if len(found) == 4 and found[3].startswith("CANN "):
            plugin = found[0].removesuffix("(beta)").strip()
            rows.append([plugin, found[1], found[2], found[3].removeprefix("CANN ")])
        elif len(found) == 2 and found[1].startswith("Python3"):
            names = [part.split("(")[0].strip() for part in found[1].split(",")]
            listed = [name.removeprefix("Python").strip() for name in names]
            pythons[found[0].removeprefix("PyTorch ")] = listed
    rows = [found for found in rows if found[3] != "version"]
    return {
        "origin": "Ascend/pytorch COMPATIBILITY.en.md@b48e64812a56717e36110acd4f8f3cb748cbed9d",
        "dated": "2026-08-20",
        "read": READ,
        "columns": ["torch-npu", "branch", "torch", "cann"],
        "rows": rows,
        "pythons": pythons,
    }


def deployer(file: Path) -> dict[str, object]:
    """Every matched set of Huawei's offline installer."""
    table = json.loads(file.read_text(encoding="utf-8"))
    unmatched = table.pop("NoneMatched")
    return {
        "origin": "PyPI: ascend-deployer==26.0.0, downloader/version_match.json",
        "dated": "2026-08-05",
        "read": READ,
        "columns": ["software", "cann"],
        "rows": [list(pair) for pair in table.items()],
        "unmatched": unmatched,
    }


def runner(file: Path) -> dict[str, object]:
    """Every image of gpustack whose contents are told; the image, then what is inside."""
    rows = [
        [
            image["docker_image"],
            image["backend"],
            image["original_backend_version"],
            image["backend_variant"],
            image["service"],
            image["service_version"],
            image["platform"],
            image["dependencies"],
        ]
        for image in json.loads(file.read_text(encoding="utf-8"))
        if image.get("dependencies")
    ]
    return {
        "origin": "PyPI: gpustack-runner==0.1.32.post1, runner.py.json",
        "dated": "2026-10-27",
        "read": READ,
        "columns": [
            "image",
            "backend",
            "version",
            "variant",
            "service",
            "service_version",
            "platform",
            "inside",
        ],
        "rows": rows,
    }


def write(name: str, table: dict[str, object]) -> None:
    """One row a line, so that a difference can be read."""
    head = {key: value for key, value in table.items() if key != "rows"}
    rows = table["rows"]
    assert isinstance(rows, list)
    body = ",\n  ".join(json.dumps(line, ensure_ascii=False) for line in rows)
    fields = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    text = "{\n" + ",\n".join(fields) + f',\n "rows": [\n  {body}\n ]\n}}\n'
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def main() -> None:
    """Read the three files and write the three copies."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("huawei", type=Path)
    parser.add_argument("deployer", type=Path)
    parser.add_argument("runner", type=Path)
    given = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    write("torch_npu", huawei(given.huawei))
    write("ascend_deployer", deployer(given.deployer))
    write("gpustack_runner", runner(given.runner))


if __name__ == "__main__":
    main()
