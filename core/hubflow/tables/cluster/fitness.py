"""Check that the workers of a cluster can do the work: their versions, the plugin, the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from distributed import Client

from hubflow.model.input_problems import Problem
from hubflow.tables.cluster.hub_code import HubCode
from hubflow.tables.input.table_files import TableFile, full_name, size_of
from hubflow.text.spoken import say

_PACKAGES = ("hubflow", "polars")
_SHOWN = 3


def unfit(client: Client, code: HubCode, files: Sequence[TableFile]) -> list[Problem]:
    """Return the problems of the workers, one for each package or file."""
    sizes = {full_name(file.path): size_of(file.path) for file in files}
    found: Mapping[str, Mapping[str, Any]] = client.run(_probe(), _PACKAGES, code.module,
                                                        list(sizes))
    return [*_versions(found), *_module(found, code), *_files(found, sizes)]


def _versions(found: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    for package in _PACKAGES:
        ours = version(package)
        others: dict[str | None, list[str]] = {}
        for worker, said in sorted(found.items()):
            theirs = said["versions"][package]
            if theirs != ours:
                others.setdefault(theirs, []).append(worker)
        for theirs, workers in others.items():
            what = "has_no_package" if theirs is None else "has_other_package"
            yield Problem(_named(workers), 0, "", say(
                f"tables.{what}", package=package, theirs=theirs, ours=ours),
                          say("tables.install_there", package=package, ours=ours))


def _module(found: Mapping[str, Mapping[str, Any]], code: HubCode) -> Iterator[Problem]:
    workers = [worker for worker, said in sorted(found.items()) if not said["module"]]
    if workers:
        yield Problem(_named(workers), 0, "", say(
            "tables.has_no_module", module=code.module, plugin=code.plugin),
                      say("tables.install_plugin"))


def _files(
    found: Mapping[str, Mapping[str, Any]], sizes: Mapping[str, int]
) -> Iterator[Problem]:
    for path, size in sizes.items():
        without = [worker for worker, said in sorted(found.items()) if said["sizes"][path] is None]
        others = [worker for worker, said in sorted(found.items())
                  if said["sizes"][path] not in (None, size)]
        to_do = say(f"tables.{'cloud_there' if '://' in path else 'same_path'}")
        if without:
            yield Problem(path, 0, "", say(
                "tables.cannot_read", workers=_named(without)), to_do)
        if others:
            yield Problem(path, 0, "", say(
                "tables.another_file", workers=_named(others)), to_do)


def _named(workers: Sequence[str]) -> str:
    more = len(workers) - _SHOWN
    first = ", ".join(workers[:_SHOWN])
    return (say("tables.worker_more", workers=first, n=more) if more > 0
            else say("tables.worker", workers=first))


def _probe() -> Callable[..., dict[str, Any]]:
    """Report a worker's versions and files; it travels whole, so it runs without hubflow."""

    def probe(packages: Sequence[str], module: str, paths: Sequence[str]) -> dict[str, Any]:
        import importlib.metadata
        import importlib.util
        import os

        def size(path: str) -> int | None:
            if "://" not in path:
                return os.path.getsize(path) if os.access(path, os.R_OK) else None  # noqa: PTH202
            try:
                from hubflow.tables.input.object_storage import Address

                return Address(path).size()
            except Exception:
                return None

        versions: dict[str, str | None] = {}
        for package in packages:
            try:
                versions[package] = importlib.metadata.version(package)
            except importlib.metadata.PackageNotFoundError:
                versions[package] = None
        top = module.split(".")[0]
        return {
            "versions": versions,
            "module": not top or importlib.util.find_spec(top) is not None,
            "sizes": {path: size(path) for path in paths},
        }

    return probe
