"""Print what uv.lock holds for this Python and machine as pip's requirements, each with its hashes.

``python .ci/locked.py [EXTRA…]`` prints the packages of annotator, of the extras named and of the build backend.
Run it with the Python that they are for: markers are answered by the one that runs it.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pip._vendor.packaging.markers import Marker  # pip is what the list is for, so it is always there

PROJECT = "news-annotator"
BACKEND = ("hatchling", "babel")  # pip builds the editable install with them, without fetching others

Package = dict[str, Any]


def locked(packages: list[Package], extras: Iterable[str]) -> list[Package]:
    """Return the packages that the project with these extras needs here, without the project itself."""
    wanted: dict[tuple[str, str], Package] = {}
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    waiting: list[Package] = [{"name": PROJECT, "extra": list(extras)}, *({"name": name} for name in BACKEND)]
    while waiting:
        edge = waiting.pop()
        package = _package(packages, edge)
        version = package.get("version", "")
        key = (package["name"], version, tuple(edge.get("extra", ())))
        if key in seen:
            continue
        seen.add(key)
        if package["name"] != PROJECT:
            wanted[package["name"], version] = package
        waiting += _edges(package, edge.get("extra", ()))
    return [wanted[key] for key in sorted(wanted)]


def _package(packages: list[Package], edge: Package) -> Package:
    """Return the package that an edge points to; where several versions are locked the edge names its own."""
    fitting = [
        package
        for package in packages
        if package["name"] == edge["name"] and edge.get("version") in (None, package.get("version"))
    ]
    if len(fitting) != 1:
        sys.exit(f"uv.lock holds {len(fitting)} packages for {edge['name']}; make it anew with `uv lock`")
    return fitting[0]


def _edges(package: Package, extras: Iterable[str]) -> Iterator[Package]:
    edges = list(package.get("dependencies", ()))
    for extra in extras:
        edges += package.get("optional-dependencies", {}).get(extra, ())
    return (edge for edge in edges if "marker" not in edge or Marker(edge["marker"]).evaluate())


def line(package: Package) -> str:
    """Return the package as one requirement that pip checks against the hashes of all its files."""
    files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
    hashes = " ".join(f"--hash={file['hash']}" for file in files)
    return f"{package['name']}=={package['version']} {hashes}"


if __name__ == "__main__":
    lock = tomllib.loads((Path(__file__).parent.parent / "uv.lock").read_text(encoding="utf-8"))
    print("\n".join(line(package) for package in locked(lock["package"], sys.argv[1:])))
