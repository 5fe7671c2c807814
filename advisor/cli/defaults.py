"""What the environment says about settings, without Click: the app opens from here when nothing
else was asked for."""

from __future__ import annotations

import os
from pathlib import Path

from advisor.resources import cache_dir, data_dir, knowledge_dir
from advisor.usecases.settings import Settings


def default_settings() -> Settings:
    """Settings before any option."""
    overlay = os.environ.get("FWADVISOR_OVERLAY")
    return Settings(
        knowledge=knowledge_dir(),
        overlay=Path(overlay) if overlay else None,
        data=data_dir(),
        cache=cache_dir(),
        lang=_language(),
        lang_given=bool(os.environ.get("FWADVISOR_LANG")),
        offline=_is_set("FWADVISOR_OFFLINE"),
        ascii=_is_set("FWADVISOR_ASCII"),
    )


def _language() -> str:
    for name in ("FWADVISOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def _is_set(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0")
