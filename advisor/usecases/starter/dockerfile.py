"""What a project's Dockerfile starts from, and how it gets its Python."""

from __future__ import annotations

from advisor.starter.template import Needs
from advisor.usecases.settings import Settings
from advisor.usecases.starter.base_image import BaseImage, image_at, image_of, packages_of
from advisor.usecases.starter.request import StarterRequest
from advisor.views.starter.stack import StackWords

UV = "0.13.9"
"""Which image of uv a Dockerfile takes it from, where the distribution's Python will not do."""


def distro_image(request: StarterRequest, needs: Needs, settings: Settings) -> BaseImage | None:
    """The distribution's image that the Dockerfile starts from."""
    if request.distro:
        return image_of(request.distro, needs, settings)
    found = request.target
    if found is None or not found.target.distro.known:
        return None
    return image_at(found.target.distro.value, found.target.release.value, needs, settings)


def base_of(image: BaseImage | None, told: StackWords | None, needs: Needs) -> str:
    """What the Dockerfile starts from; empty where it must be an image that holds the platform's
    software, which nobody names."""
    if told is not None and told.image:
        return told.image
    if told is not None and told.environment and not told.plain:
        return ""
    return image.name if image else f"python:{needs.build_python}-slim"


def docker_of(image: BaseImage | None, told: StackWords | None, needs: Needs) -> dict[str, object]:
    """How the Dockerfile gets its Python and its packages."""
    base = base_of(image, told, needs)
    of_distro = image is not None and base == image.name
    of_python = base.startswith("python:")
    named = told is not None and not base and told.python != ""
    fetches = of_distro and image is not None and not image.python_fits
    return {
        "fetches": fetches,
        "uv": UV,
        "python": f"python{needs.build_python}" if fetches or of_python or named else "python3",
        "packages": packages_of(image, needs) if of_distro or of_python else (),
        "distro": image.id if image is not None and of_distro else "",
        "family": image.family if image is not None and of_distro else "deb",
    }
