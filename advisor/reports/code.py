"""Commands within a sentence stand between backticks; every format shows them as code in its own
way."""

from __future__ import annotations

import re
from collections.abc import Callable

_CODE = re.compile(r"`([^`]+)`")


def with_code(text: str, plain: Callable[[str], str], code: Callable[[str], str]) -> str:
    """A text in which what stands between backticks is shown by `code`, and everything else by
    `plain`."""
    return "".join(
        code(part) if at % 2 else plain(part) for at, part in enumerate(_CODE.split(text)) if part
    )
