"""Everything that knowledge/ says, as one frozen value."""

from msgspec import Struct

from advisor.model.audit import Audit
from advisor.model.criterion import Criterion
from advisor.model.family import Family
from advisor.model.framework import Framework
from advisor.model.surroundings import Accelerator, Article, Benchmark, Distro, Industry, Task


class Knowledge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ids are keys; iteration order is id order, so that nothing depends on the order of files."""

    version: str
    """The newest `checked` or `read` date of all files, as `YYYY.MM.DD`."""
    hash: str
    frameworks: dict[str, Framework]
    criteria: dict[str, Criterion]
    families: dict[str, Family] = {}
    """What criteria are weighed in; empty in a base that does not say."""
    distros: dict[str, Distro] = {}
    accelerators: dict[str, Accelerator] = {}
    industries: dict[str, Industry] = {}
    tasks: dict[str, Task] = {}
    benchmarks: dict[str, Benchmark] = {}
    audits: dict[str, Audit] = {}
    article: Article | None = None
