"""The software that a release was made with: versions and licences."""

from __future__ import annotations

import importlib.metadata
import platform
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

STUDY = "cybercrime-study"
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.M)
#: What a licence's own text says, where a package names none; the first that is found.
_TEXTS = {
    "Permission is hereby granted, free of charge": "MIT",
    "Neither the name": "BSD-3-Clause",
    "Redistribution and use in source and binary forms": "BSD-2-Clause",
}


@dataclass(frozen=True)
class Package:
    """A package as it is installed here."""

    name: str
    version: str
    licence: str  # an expression of SPDX, else what its classifiers or its text say; may be empty
    needs: tuple[str, ...]  # names of packages that it asks for on this platform


def installed_packages(*locks: Path) -> list[Package]:
    """Describe each locked package that is installed here; others are for other platforms."""
    lines = "".join(lock.read_text(encoding="utf-8") for lock in locks)
    distributions: dict[str, importlib.metadata.Distribution] = {}
    for name in sorted({*map(canonicalize_name, _LOCKED.findall(lines))}):
        with suppress(importlib.metadata.PackageNotFoundError):
            distributions[name] = importlib.metadata.distribution(name)
    metadata = {
        name: package.metadata for name, package in distributions.items()
    }  # parsed whenever asked for
    needs = _needs_of(
        {
            name: [*map(Requirement, one.get_all("Requires-Dist") or ())]
            for name, one in metadata.items()
        }
    )
    return [
        Package(
            name,
            metadata[name]["Version"],
            _licence_of(package, metadata[name]),
            tuple(sorted(needs[name])),
        )
        for name, package in distributions.items()
    ]


def _needs_of(requirements: Mapping[str, Sequence[Requirement]]) -> dict[str, set[str]]:
    """Find what each package needs on this platform, for the extras that others ask of it too."""
    extras: dict[str, set[str]] = {name: {""} for name in requirements}
    while True:
        needs: dict[str, set[str]] = {name: set() for name in requirements}
        before = sum(map(len, extras.values()))
        for name, package_requirements in requirements.items():
            for wanted in _that_hold(package_requirements, extras[name]):
                needs[name].add(canonicalize_name(wanted.name))
                extras.get(canonicalize_name(wanted.name), set()).update(wanted.extras)
        if sum(map(len, extras.values())) == before:
            return needs


def _that_hold(requirements: Iterable[Requirement], extras: Collection[str]) -> list[Requirement]:
    return [
        wanted
        for wanted in requirements
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": e}) for e in extras)
    ]


def names_of(requirements: Iterable[str]) -> set[str]:
    """Name the packages that requirements ask for on this platform."""
    held = _that_hold(map(Requirement, requirements), {""})
    return {canonicalize_name(wanted.name) for wanted in held}


def needed_by(names: Iterable[str], packages: Sequence[Package]) -> set[str]:
    """Name these packages and all that they need, as far as they are installed."""
    needs = {package.name: package.needs for package in packages}
    needed_names: set[str] = set()
    waiting = list(names)
    while waiting:
        if (name := waiting.pop()) in needs and name not in needed_names:
            needed_names.add(name)
            waiting.extend(needs[name])
    return needed_names


def _licence_of(
    package: importlib.metadata.Distribution, metadata: importlib.metadata.PackageMetadata
) -> str:
    """Find a licence in the package's metadata."""
    if expressions := metadata.get_all("License-Expression"):
        return expressions[0]
    kinds = [kind.split(" :: ") for kind in metadata.get_all("Classifier") or ()]
    named = {kind[-1] for kind in kinds if kind[0] == "License"} - {"OSI Approved"}
    if named:
        return "; ".join(sorted(named))
    stated = " ".join(" ".join(metadata.get_all("License") or ()).split())
    if 0 < len(stated) <= len("Apache License, Version 2.0 or later"):
        return stated
    files = [file for file in package.files or () if "licen" in file.name.lower()]
    text = " ".join(" ".join([stated, *(file.read_text() for file in sorted(files))]).split())
    return next((name for phrase, name in _TEXTS.items() if phrase in text), "")


def versions_and_licences(packages: Sequence[Package], study: Mapping[str, str]) -> pl.DataFrame:
    """List the study with its commit, Python and the packages, as a table for people."""
    rows = [(STUDY, f"{study['version']}; commit {study['commit']}", "MIT")]
    rows += [("python", platform.python_version(), "PSF-2.0")]
    rows += [(package.name, package.version, package.licence) for package in packages]
    return pl.DataFrame(rows, schema=["package", "version", "licence"], orient="row")
