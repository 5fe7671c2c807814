"""Turn a vendor's own table, downloaded beforehand, into rows of knowledge/compatibility.

Run from the checkout; the file is given by path, nothing is fetched:

    python tools/rows_from_tables.py TABLE FILE knowledge/compatibility/cann.yaml

    torch-npu         COMPATIBILITY.en.md of Ascend/pytorch
    torch-npu-images  docker/OVERVIEW.md of Ascend/pytorch; -26.0: OVERVIEW_26.0.0.md beside it
    vllm-ascend       docs/source/community/versioning_policy.md of vllm-ascend
    ascend-deployer   downloader/version_match.json of ascend-deployer, with software/ beside it
    gpustack-cann     runner.py.json of gpustack-runner
    gpustack          the same, into runner_images.yaml
    gpustack-tags     the same, what the tags alone tell

The rows replace what stands between `# >>> TABLE` and `# <<< TABLE`; everything else in the file is
written by hand and stays. What a table is, and of which commit and day, its source in the same file
says: update that too.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Versions = dict[str, str | list[str]]
Image = dict[str, str]
Inside = dict[str, str]
"""package: the version in the image."""

COMMUNITY = ("7.0.0", "8.0.RC1", "8.0.RC2", "8.0.RC3", "8.0.0", "8.1.RC1")
"""Releases of CANN whose community edition carries the suffix `.beta1`: Huawei's release notes of
its plug-in 7.0.0 name both beside each other."""

EARLY_PYTHONS = {
    "2.0.1": ["3.8", "3.9", "3.10"],
    "1.8.1": ["3.7", "3.8", "3.9"],
    "1.5.0": ["3.7", "3.8"],
}
"""What Huawei's table of Pythons leaves out: the plug-in's README at v2.0.1-5.0.0 of July 2024 and
at v1.8.1-3.0.rc1 of May 2022 tells it."""

CHIPS = {"910b": "910b", "a3": "910_93", "310p": "310p", "950": "950"}
"""How gpustack-runner names a chip: our id."""

ARCHS = {"linux/amd64": "x86_64", "linux/arm64": "aarch64"}


def quoted(value: str | Sequence[str]) -> str:
    """A value as YAML: always in quotes, so that 3.10 stays 3.10."""
    if isinstance(value, str):
        return f'"{value}"'
    return "[" + ", ".join(quoted(item) for item in value) + "]"


def row(
    versions: Mapping[str, str | Sequence[str]],
    source: str,
    *,
    chips: Sequence[str] = (),
    archs: Sequence[str] = (),
) -> str:
    """One row in the flow style of the hand-written ones."""
    inside = ", ".join(f"{id}: {quoted(value)}" for id, value in versions.items())
    parts = [f"versions: {{{inside}}}"]
    if chips:
        parts.append(f"chips: {quoted(chips)}")
    if archs:
        parts.append(f"archs: [{', '.join(archs)}]")
    parts.append(f"source: {source}")
    return f"  - {{{', '.join(parts)}}}"


def cann(version: str) -> str | list[str]:
    """A release of CANN under every name that it has."""
    return [version, f"{version}.beta1"] if version in COMMUNITY else version


_PLUGIN = re.compile(
    r"^\|\s*(?P<plugin>\d[\w.]*)(?:\s*\(beta\))?\s*\|[^|]*\|\s*(?P<torch>\d[\d.]*)\s*"
    r"\|\s*CANN (?P<cann>\S+)\s*\|$",
    re.MULTILINE,
)
_PYTHONS = re.compile(r"^\|\s*PyTorch (?P<torch>[\d.]+)\s*\|(?P<pythons>[^|]+)\|$", re.MULTILINE)


def torch_npu(file: Path) -> Iterable[str]:
    """Huawei's table of its plug-in: one row a line, with the Pythons of its second table."""
    text = file.read_text(encoding="utf-8")
    pythons = {
        found["torch"]: re.findall(r"Python ?(3\.\d+)", found["pythons"])
        for found in _PYTHONS.finditer(text)
    }
    for found in _PLUGIN.finditer(text):
        versions: Versions = {
            "cann": cann(found["cann"]),
            "torch-npu": found["plugin"],
            "torch": found["torch"],
            "python": (pythons | EARLY_PYTHONS)[found["torch"]],
        }
        yield row(versions, "torch_npu_table")


_IMAGE = re.compile(
    r"^- `(?P<tag>(?P<plugin>[\w.]+)-cann(?P<cann>[\w.]+)-(?P<chip>\w+)"
    r"-ubuntu[\d.]+-py(?P<python>[\d.]+))`",
    re.MULTILINE,
)


def torch_npu_images(file: Path) -> Iterable[str]:
    """The tags of Huawei's images of its plug-in; of the two systems inside, Ubuntu. Each release
    of the plug-in has a page of its own."""
    release = re.search(r"_(\d[\d.]*)\.md$", file.name)
    source = f"torch_npu_images_{release[1].replace('.', '')}" if release else "torch_npu_images"
    for found in _IMAGE.finditer(file.read_text(encoding="utf-8")):
        versions: Versions = {
            "torch_npu_image": found["tag"],
            "cann": found["cann"],
            "torch-npu": found["plugin"],
            "torch": found["plugin"].partition(".post")[0],
            "python": found["python"],
        }
        yield row(versions, source, chips=[CHIPS[found["chip"]]])


def _vllm_chips(version: str) -> list[str]:
    """Which chips a release of vllm-ascend names, by its own list of devices at that tag."""
    minor = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    if minor < (0, 9, 1):
        return ["910b"]
    if minor == (0, 9, 1):
        return ["910b", "910_93"]
    if minor == (0, 9, 2):
        return ["910b", "310p"]
    if minor < (0, 21, 0):
        return ["910b", "910_93", "310p"]
    if version in ("0.21.0rc1", "0.22.1rc1", "0.23.0rc1"):
        return ["910b", "910_93", "950"]  # for 310P they take a CANN of its own
    return ["910b", "910_93", "310p", "950"]


def vllm_ascend(file: Path) -> Iterable[str]:
    """The release matrix of vllm-ascend's versioning policy."""
    for line in file.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not re.match(r"\| v\d", line) or len(cells) < 5:
            continue
        plugin, engines, python, toolkit, pair = cells[:5]
        torch, adapter = (part.strip() for part in pair.split("/"))
        version = plugin.removeprefix("v")
        vllm = [part.removeprefix("v") for part in engines.split("/")]
        versions: Versions = {
            "cann": cann(toolkit),
            "vllm-ascend": version,
            "vllm": vllm[0] if len(vllm) == 1 else vllm,
            "torch-npu": adapter,
            "torch": torch,
            "python": python.replace(" ", ""),
        }
        yield row(versions, "vllm_ascend_table", chips=_vllm_chips(version))


def ascend_deployer(file: Path) -> Iterable[str]:
    """The matched sets of Huawei's offline installer that are about a framework, with the Pythons
    of the files that it fetches for each: they stand in software/ beside the table. What it matches
    and does not fetch any more is left to Huawei's own table."""
    for name, toolkit in json.loads(file.read_text(encoding="utf-8")).items():
        package, _, version = name.partition("_")
        software = file.parent / "software" / f"{name}.json"
        if package not in ("Torch-npu", "MindSpore") or not software.exists():
            continue
        versions: Versions = {"cann": cann(toolkit.removeprefix("CANN_"))}
        if package == "MindSpore":
            component = "mindspore" if version >= "2.7" else "mindspore-file"  # what PyPI has
            versions[component] = version.replace("-rc", "rc")
        else:
            versions["torch-npu"] = version
            versions["torch"] = version.partition(".post")[0]
        files = _fetched(software)
        minors = sorted({int(tag.removeprefix("cp3")) for tag, _ in files})
        versions["python"] = [f"3.{minor}" for minor in minors]
        if floor := _floor(name for _, name in files if name.startswith("torch_npu")):
            versions["glibc"] = f">={floor}"
        yield row(versions, "ascend_deployer")


def _fetched(software: Path) -> list[tuple[str, str]]:
    """Python, `cp39`, and name of every file that belongs to a set."""
    systems = json.loads(software.read_text(encoding="utf-8"))["framework_whl"]
    return [(wheel["python"], wheel["filename"]) for system in systems for wheel in system["whl"]]


def _floor(names: Iterable[str]) -> str:
    """The oldest C library that any of these files admits; empty where their names do not tell."""
    minors = {int(minor) for name in names for minor in re.findall(r"manylinux_2_(\d+)_", name)}
    return f"2.{min(minors)}" if minors else ""


_DECIDING = ("vllm-ascend", "vllm", "sglang", "torch-npu", "torch")


def _sets(file: Path) -> Iterable[tuple[Image, Inside]]:
    """Every image whose contents are known, with the versions that decide."""
    for image in json.loads(file.read_text(encoding="utf-8")):
        inside = image.get("dependencies")
        if inside:
            known = {name: inside[name] for name in _DECIDING if name in inside}
            known.setdefault(image["service"], image["service_version"])
            yield image, known


def _grouped(
    file: Path, wanted: Callable[[str], bool], key: Callable[[Image, Inside], Versions]
) -> Iterable[tuple[Versions, list[str], list[str]]]:
    """Sets with the same versions together: versions, chips, architectures."""
    groups: dict[str, tuple[Versions, list[str], list[str]]] = {}
    for image, known in _sets(file):
        if not wanted(image["backend"]):
            continue
        versions = key(image, known)
        group = groups.setdefault(json.dumps(versions), (versions, [], []))
        for into, value in ((group[1], image["backend_variant"]), (group[2], image["platform"])):
            if value and value not in into:
                into.append(value)
    yield from groups.values()


def gpustack_cann(file: Path) -> Iterable[str]:
    """What the images for Ascend hold: each set once, with the chips that it was built for."""

    def key(image: Image, known: Inside) -> Versions:
        public = {name: known[name].partition("+")[0] for name in _DECIDING if name in known}
        return {"cann": image["original_backend_version"], **public, "python": "*"}

    for versions, chips, _ in _grouped(file, lambda backend: backend == "cann", key):
        ids = sorted(CHIPS[chip] for chip in chips)
        yield row(versions, "gpustack_runner", chips=ids)


def gpustack(file: Path) -> Iterable[str]:
    """What the images for other platforms hold: the tag, then what is inside."""

    def key(image: Image, known: Inside) -> Versions:
        backend = "rocm" if image["backend"] == "rocm" else "cuda"
        tag = image["docker_image"].partition(":")[2]
        return {
            "runner_image": tag,
            backend: image["original_backend_version"],
            **{name: known[name] for name in _DECIDING if name in known},
        }

    for versions, _, archs in _grouped(file, lambda backend: backend in ("cuda", "rocm"), key):
        yield row(versions, "gpustack_runner", archs=sorted(ARCHS[arch] for arch in archs))


def gpustack_tags(file: Path) -> Iterable[str]:
    """Images that tell nothing but their platform and engine, without those that are given up."""
    archs: dict[str, list[str]] = {}
    named: dict[str, Versions] = {}
    for image in json.loads(file.read_text(encoding="utf-8")):
        if image.get("dependencies") or image["deprecated"]:
            continue
        tag = image["docker_image"].partition(":")[2]
        archs.setdefault(tag, []).append(ARCHS[image["platform"]])
        named[tag] = {
            "runner_image": tag,
            image["backend"]: image["original_backend_version"],
            image["service"]: image["service_version"],
        }
    for tag, versions in named.items():
        yield row(versions, "gpustack_runner", archs=sorted(archs[tag]))


TABLES: dict[str, Callable[[Path], Iterable[str]]] = {
    "torch-npu": torch_npu,
    "torch-npu-images": torch_npu_images,
    "torch-npu-images-26.0": torch_npu_images,
    "vllm-ascend": vllm_ascend,
    "ascend-deployer": ascend_deployer,
    "gpustack-cann": gpustack_cann,
    "gpustack": gpustack,
    "gpustack-tags": gpustack_tags,
}


def replaced(document: str, table: str, rows: Iterable[str]) -> str:
    """The document with other rows between the marks of a table.

    Raises:
        ValueError: the marks are not there, or there more than once.
    """
    start, end = f"  # >>> {table}\n", f"  # <<< {table}\n"
    if document.count(start) != 1 or document.count(end) != 1:
        raise ValueError(f"no single section `# >>> {table}` ... `# <<< {table}`")
    before, _, rest = document.partition(start)
    after = rest.partition(end)[2]
    return before + start + "".join(f"{line}\n" for line in rows) + end + after


def main() -> None:
    """Read one table and write its rows."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("table", choices=TABLES)
    parser.add_argument("file", type=Path, help="the vendor's table, downloaded")
    parser.add_argument("into", type=Path, help="the file of knowledge/compatibility")
    given = parser.parse_args()
    rows = list(TABLES[given.table](given.file))
    document = given.into.read_text(encoding="utf-8")
    given.into.write_text(replaced(document, given.table, rows), encoding="utf-8")
    print(f"{len(rows)} rows of {given.table}")


if __name__ == "__main__":
    main()
