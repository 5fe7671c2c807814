"""Which container image a project's Dockerfile starts from: the distribution's own, as knowledge
names it."""

from __future__ import annotations

from msgspec import Struct

from advisor.catalog.load import open_knowledge
from advisor.errors import AdvisorError, ExitCode
from advisor.lab.installing.prerequisites import PACKAGES, PYTHON_CONFIG
from advisor.messages import words
from advisor.model.surroundings import DistroRelease
from advisor.starter.template import Needs
from advisor.usecases.settings import Settings


class BaseImage(Struct, frozen=True, kw_only=True):
    """One image, and whether its own Python will do."""

    name: str
    id: str
    """Of the distribution."""
    distro: str
    family: str
    python: str | None
    python_fits: bool


def image_of(distro: str, needs: Needs, settings: Settings) -> BaseImage:
    """The newest release with an image whose Python the project admits, otherwise the newest with
    an image.

    Raises:
        AdvisorError: `unknown-distro`, or `no-image` when knowledge names none.
    """
    say = words(settings.lang)
    known = open_knowledge(
        settings.knowledge, overlay=settings.overlay, cache=settings.cache
    ).distros
    if distro not in known:
        raise AdvisorError(
            "unknown-distro",
            say("There is no distribution called {distro!r}.", distro=distro),
            why=say("There are {known}.", known=", ".join(sorted(known))),
            hint="`fwadvisor knowledge list` shows what there is",
            exit_code=ExitCode.USAGE,
        )
    with_image = [release for release in known[distro].releases if release.image]
    if not with_image:
        offered = sorted(
            id for id, each in known.items() if any(release.image for release in each.releases)
        )
        raise AdvisorError(
            "no-image",
            say(
                "No container image of {distro} is known.",
                distro=known[distro].name.said_in(settings.lang),
            ),
            why=say("There are images of {known}.", known=", ".join(offered)),
            hint=say("leave --distro away: the Dockerfile then starts from Python's own image"),
            exit_code=ExitCode.USAGE,
        )
    fitting = [release for release in with_image if _fits(release, needs)]
    chosen = (fitting or with_image)[-1]
    return BaseImage(
        name=chosen.image,
        id=distro,
        distro=known[distro].name.en,
        family=known[distro].family,
        python=chosen.python,
        python_fits=bool(fitting),
    )


def image_at(distro: str, release: str, needs: Needs, settings: Settings) -> BaseImage | None:
    """The image of one release of a distribution; where none is known of it, that of the newest
    that will do; None where knowledge names none at all."""
    known = open_knowledge(
        settings.knowledge, overlay=settings.overlay, cache=settings.cache
    ).distros.get(distro)
    if known is None:
        return None
    with_image = [each for each in known.releases if each.image]
    if not with_image:
        return None
    exact = [each for each in with_image if each.version == release]
    fitting = [each for each in with_image if _fits(each, needs)]
    chosen = (exact or fitting or with_image)[-1]
    return BaseImage(
        name=chosen.image,
        id=distro,
        distro=known.name.en,
        family=known.family,
        python=chosen.python,
        python_fits=chosen.python == needs.python if needs.python else _fits(chosen, needs),
    )


def _fits(release: DistroRelease, needs: Needs) -> bool:
    from packaging.specifiers import SpecifierSet

    return release.python is not None and SpecifierSet(needs.requires_python).contains(
        release.python
    )


def packages_of(image: BaseImage | None, needs: Needs) -> tuple[str, ...]:
    """What the Dockerfile installs with the distribution's own package manager."""
    family = image.family if image else "deb"
    wanted = needs.system_packages.get(family, ())
    if image is None or not image.python_fits:
        return wanted
    python = ("python3", "python3-venv") if family == "deb" else ("python3", "python3-pip")
    headers = headers_of(family) if needs.python_headers else ()
    return (*python, *headers, *wanted)


def headers_of(family: str) -> tuple[str, ...]:
    """What has the headers of the distribution's own Python."""
    return (getattr(PACKAGES[PYTHON_CONFIG], family),)
