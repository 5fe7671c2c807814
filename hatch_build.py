"""Compiles what a wheel should not compile at its first start: the knowledge base, and the message
catalogues."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileHook(BuildHookInterface):
    """Adds advisor/_data/knowledge/compiled*.json and advisor/locale/*/LC_MESSAGES/fwadvisor.mo to
    the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the files are collected; an editable install compiles into the checkout."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        if version == "editable":
            compile_catalogues(root / "advisor" / "locale", root / "advisor" / "locale")
            return
        self._scratch = Path(tempfile.mkdtemp(prefix="fwadvisor-build-"))
        for file in compile_knowledge(root, self._scratch):
            build_data["force_include"][str(file)] = f"advisor/_data/knowledge/{file.name}"
        for file in compile_catalogues(root / "advisor" / "locale", self._scratch / "locale"):
            inside = file.relative_to(self._scratch)
            build_data["force_include"][str(file)] = f"advisor/{inside.as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Runs when the wheel is written."""
        if scratch := getattr(self, "_scratch", None):
            shutil.rmtree(scratch, ignore_errors=True)


def compile_knowledge(root: Path, folder: Path) -> tuple[Path, ...]:
    """Read knowledge/ strictly with the checkout's own code; a base with a problem stops the
    build."""
    sys.path.insert(0, str(root))
    try:
        from advisor.catalog import compiled
        from advisor.catalog.load import open_apis, open_knowledge, open_models, open_stacks

        compiled.save(folder / compiled.SHIPPED, open_knowledge(root / "knowledge"))
        compiled.save(folder / compiled.SHIPPED_APIS, open_apis(root / "knowledge"))
        compiled.save(folder / compiled.SHIPPED_STACKS, open_stacks(root / "knowledge"))
        compiled.save(folder / compiled.SHIPPED_MODELS, open_models(root / "knowledge"))
        names = (
            compiled.SHIPPED,
            compiled.SHIPPED_APIS,
            compiled.SHIPPED_STACKS,
            compiled.SHIPPED_MODELS,
        )
        return tuple(folder / name for name in names)
    finally:
        sys.path.remove(str(root))


def compile_catalogues(source: Path, target: Path) -> list[Path]:
    """Every <lang>/LC_MESSAGES/fwadvisor.po to its .mo; fuzzy entries are left out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for po in sorted(source.glob("*/LC_MESSAGES/*.po")):
        mo = target / po.relative_to(source).with_suffix(".mo")
        mo.parent.mkdir(parents=True, exist_ok=True)
        with po.open("rb") as stream:
            catalogue = read_po(stream, locale=po.parts[-3])
        with mo.open("wb") as output:
            write_mo(output, catalogue)
        written.append(mo)
    return written
