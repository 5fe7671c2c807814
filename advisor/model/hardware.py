"""The hardware that a figure was taken on, as far as it decides for which machines it speaks."""

from msgspec import Struct


class Hardware(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What computed. Empty text: not known."""

    arch: str = ""
    """`x86_64`, as the fact `cpu.arch` says it."""
    vendor: str = ""
    """Of the processors, as `cpu.vendor` says it."""
    family: str = ""
    """The processors' micro-architecture, as `cpu.microarchitecture` says it: `icelake`."""
    model: str = ""
    """As `cpu.model` says it: where a micro-architecture is only a level of instructions, the model
    tells more."""
    accelerator: str = ""
    """The id of the accelerator; empty where the processors alone computed."""
    chip: str = ""
    """The chip on it as people write it: `910B3`, `A100`."""
