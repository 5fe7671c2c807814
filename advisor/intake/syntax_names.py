"""The dotted names that one Python file uses of some packages, from its syntax tree alone: nothing
is run.

A name counts where an import of the file leads to it: `import a.b as c`, `from a import b`, `d =
c.e`, each in the scope it holds for. A parameter or a variable of the same name hides it. No
recursion: a file may nest as deep as it likes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct

Scoped = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

LOOK_UP = ("getattr", "hasattr", "setattr", "vars", "dir")
"""Built-in functions that take a module and hide which of its names is meant."""


class SyntaxNames(Struct, kw_only=True):
    """What one file uses."""

    uses: list[tuple[str, int, tuple[str, ...]]]
    """Dotted name, line, and the arguments that are given by name."""
    stars: list[tuple[str, int]]
    """Module whose names all arrive unnamed."""
    looked_up: list[tuple[str, int]]
    """Module that a name is looked up in while running."""
    imported: set[str]
    """Packages, out of those asked for."""
    methods: int = 0


class _Scope:
    """What names mean in one block; None is something else than what is looked for."""

    def __init__(self, above: _Scope | None, *, is_class: bool = False) -> None:
        self.names: dict[str, str | None] = {}
        self.above = above
        self.is_class = is_class

    def meaning(self, name: str) -> str | None:
        scope: _Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.above
            while scope is not None and scope.is_class:
                scope = scope.above
        return None


def names_of(tree: ast.Module, packages: tuple[str, ...]) -> SyntaxNames:
    """Every use of a name of these packages, in the order of lines."""
    found = SyntaxNames(uses=[], stars=[], looked_up=[], imported=set())
    blocks: list[tuple[list[ast.AST], _Scope]] = [(list(tree.body), _Scope(None))]
    while blocks:
        body, scope = blocks.pop()
        inside = list(_block(body))
        _bind(inside, scope, packages, found)
        given = {id(node.func): _keywords(node) for node in inside if isinstance(node, ast.Call)}
        for node in inside:
            _look(node, scope, given.get(id(node), ()), found)
            blocks.extend(_inner(node, scope))
    found.uses.sort(key=lambda use: (use[1], use[0]))
    return found


def dotted(node: ast.AST) -> tuple[str, list[str]] | None:
    """`a.b.c` as its base and the rest; None for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (node.id, parts[::-1]) if isinstance(node, ast.Name) else None


def _block(nodes: list[ast.AST]) -> Iterator[ast.AST]:
    """Every node that lies in this block itself; of an inner block only what is evaluated outside
    of it."""
    todo = nodes[::-1]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, ast.Attribute) and dotted(node) is not None:
            continue  # the whole chain was yielded with its last link
        if isinstance(node, Scoped):
            todo.extend(_outside(node))
        elif isinstance(node, Comprehension):
            todo.append(node.generators[0].iter)
        else:
            todo.extend(list(ast.iter_child_nodes(node))[::-1])


def _outside(node: Scoped) -> list[ast.AST]:
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]
    arguments = node.args
    outside: list[ast.AST] = [
        default for default in (*arguments.defaults, *arguments.kw_defaults) if default
    ]
    outside += [argument.annotation for argument in _arguments(arguments) if argument.annotation]
    if not isinstance(node, ast.Lambda):
        outside += [*node.decorator_list, *([node.returns] if node.returns else [])]
    return outside


def _inner(node: ast.AST, scope: _Scope) -> Iterator[tuple[list[ast.AST], _Scope]]:
    """The blocks that begin at this node."""
    if isinstance(node, ast.ClassDef):
        yield list(node.body), _Scope(scope, is_class=True)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        inner = _Scope(scope)
        inner.names.update({argument.arg: None for argument in _arguments(node.args)})
        yield [node.body] if isinstance(node, ast.Lambda) else list(node.body), inner
    elif isinstance(node, Comprehension):
        first, *rest = node.generators
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        yield [first.target, *first.ifs, *rest, *results], _Scope(scope)


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *starred]


def _bind(
    inside: list[ast.AST], scope: _Scope, packages: tuple[str, ...], found: SyntaxNames
) -> None:
    """What this block binds: imports win, because `try: import x / except ImportError: x = None` is
    common."""
    imports: dict[str, str] = {}
    stored: dict[str, int] = {}
    aliases: list[tuple[str, ast.AST]] = []
    for node in inside:
        if isinstance(node, ast.Import):
            for alias in node.names:
                package = alias.name.partition(".")[0]
                if package in packages:
                    found.imported.add(package)
                    imports[alias.asname or package] = alias.name if alias.asname else package
                else:
                    _count(stored, alias.asname or package)
        elif isinstance(node, ast.ImportFrom):
            package = (node.module or "").partition(".")[0]
            ours = not node.level and package in packages
            if ours:
                found.imported.add(package)
            for alias in node.names:
                if not ours:
                    _count(stored, alias.asname or alias.name)
                elif alias.name == "*":
                    found.stars.append((node.module or "", node.lineno))
                else:
                    imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif name := _bound(node):
            _count(stored, name)
        elif (
            isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Name)
        ):
            aliases.append((node.targets[0].id, node.value))
    scope.names.update(dict.fromkeys(stored))
    scope.names.update(imports)
    for name, value in aliases:
        if stored.get(name) == 1 and name not in imports and (full := _full(value, scope)):
            scope.names[name] = full


def _bound(node: ast.AST) -> str | None:
    """The name that this node itself gives a meaning to."""
    if isinstance(node, ast.Name):
        return None if isinstance(node.ctx, ast.Load) else node.id
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return node.name
    return node.name if isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) else None


def _count(stored: dict[str, int], name: str) -> None:
    stored[name] = stored.get(name, 0) + 1


def _full(node: ast.AST, scope: _Scope) -> str | None:
    """The dotted name that a chain means, when it is one of those looked for."""
    chain = dotted(node)
    meaning = scope.meaning(chain[0]) if chain else None
    return ".".join((meaning, *chain[1])) if chain and meaning else None


def _keywords(call: ast.Call) -> tuple[str, ...]:
    return tuple(sorted(keyword.arg for keyword in call.keywords if keyword.arg))


def _look(node: ast.AST, scope: _Scope, keywords: tuple[str, ...], found: SyntaxNames) -> None:
    if isinstance(node, ast.Attribute) or (
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ):
        full = _full(node, scope)
        if full and ".__dict__" in full:
            found.looked_up.append((full.partition(".__dict__")[0], node.lineno))
        elif full:
            found.uses.append((full, node.lineno, keywords))
    elif isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Name) and called.id in LOOK_UP and node.args:
            if full := _full(node.args[0], scope):
                found.looked_up.append((full, node.lineno))
        elif isinstance(called, ast.Attribute) and _full(called, scope) is None:
            found.methods += 1
