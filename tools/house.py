"""Counts what makes a house calm or not: long lines, one name for two things, circles of imports,
drawers, dense prose. `make house` prints it; the first four are held by a test, the others point a
direction.

The graph of imports is import-linter's (grimp).
"""

from __future__ import annotations

import ast
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("advisor", "probes")
COLUMNS = 100
DRAWER = 20
COMPLEX = 10
DENSE = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.NamedExpr)
BRANCHES = (
    *(ast.If, ast.For, ast.While, ast.IfExp, ast.Assert, ast.ExceptHandler),
    *(ast.AsyncFor, ast.match_case),
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

OF_ONE_KIND = {
    "advisor.cli": "one command each",
    "advisor.model": "one noun with its parts each",
    "probes.frameworks": "one adapter each",
    "probes.machine": "one source of facts each",
    "probes.workloads": "one workload each",
}
"""Packages whose files are all of one kind may hold any number of them."""

PLUGINS = ("probes.frameworks", "probes.workloads")
"""Each of their files answers to the same names: that is what makes it a plug-in."""


def sources(package: str) -> Iterator[Path]:
    """The Python files of a package; the starters' templates are texts."""
    for file in sorted((ROOT / package).rglob("*.py")):
        if "templates" not in file.parts:
            yield file


def module(file: Path) -> str:
    """`advisor/scoring/rank.py` is `advisor.scoring.rank`."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def long_lines() -> list[str]:
    """Lines that are longer than the house's width, anywhere in its Python."""
    found = []
    for folder in (*PACKAGES, "tests", "tools", "screenshots"):
        for file in sources(folder):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if len(line) > COLUMNS:
                    found.append(f"{file.relative_to(ROOT)}:{number}")
    return found


def repeated_classes() -> dict[str, list[str]]:
    """Public class names that stand in more than one module, the plug-ins' own left out."""
    where: dict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for file in sources(package):
            name = module(file)
            if name.startswith(PLUGINS):
                continue
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    where[node.name].append(name)
    return {name: modules for name, modules in where.items() if len(modules) > 1}


def circle() -> list[str]:
    """One circle of imports, those for types alone included; empty where there is none."""
    import grimp

    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    try:
        tuple(TopologicalSorter(imports).static_order())
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def drawers() -> dict[str, int]:
    """Packages with more modules side by side than a reader takes in, by their number."""
    modules = Counter(
        module(file).rpartition(".")[0]
        for package in PACKAGES
        for file in sources(package)
        if file.name != "__init__.py"
    )
    return {
        package: number
        for package, number in modules.items()
        if number > DRAWER and package not in OF_ONE_KIND
    }


def complexity(function: ast.AST) -> int:
    """McCabe 1976 as radon counts it: each branch, handler, comprehension and `and` adds one."""
    count = 1
    for node in ast.walk(function):
        if isinstance(node, BRANCHES):
            count += 1
        elif isinstance(node, ast.comprehension):
            count += 1 + len(node.ifs)
        elif isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
    return count


def prose(package: str) -> dict[str, float]:
    """How dense the code reads."""
    lines = 0
    dense = 0
    lengths = []
    complexities = []
    for file in sources(package):
        text = file.read_text(encoding="utf-8")
        lengths.append(len(text.splitlines()))
        lines += lengths[-1]
        nodes = list(ast.walk(ast.parse(text)))
        dense += sum(isinstance(node, DENSE) for node in nodes)
        complexities += [complexity(node) for node in nodes if isinstance(node, FUNCTIONS)]
    complicated = sum(number > COMPLEX for number in complexities)
    return {
        "files": len(lengths),
        "lines": lines,
        "median of a file": statistics.median(lengths),
        "longest file": max(lengths),
        "cyclomatic complexity, mean": round(statistics.mean(complexities), 2),
        f"functions over {COMPLEX}, %": round(100 * complicated / len(complexities), 1),
        "dense expressions per 1000 lines": round(1000 * dense / lines, 1),
    }


def main() -> None:
    """Print the table."""
    found = long_lines()
    print(f"lines over {COLUMNS} columns: {len(found)} {' '.join(found[:5])}")
    repeated = repeated_classes()
    print(f"public class names that stand twice: {len(repeated)}")
    for name, modules in sorted(repeated.items()):
        print(f"  {name}: {', '.join(modules)}")
    around = circle()
    print(f"circles of imports: {' -> '.join(around) or 'none'}")
    print(f"packages with more than {DRAWER} modules flat: {drawers() or 'none'}")
    tables = {package: prose(package) for package in PACKAGES}
    for row in tables[PACKAGES[0]]:
        print(f"{row:34}" + "".join(f"{tables[package][row]:>12}" for package in PACKAGES))


if __name__ == "__main__":
    main()
