"""Imports run downward only, and plugins use only what hubflow exports by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import grimp
import pytest

import hubflow
import hubflow.testing

LAYERS = (
    {"model"},
    {"text"},
    {"reading"},
    {"plugins"},
    {"engine"},
    {"documents"},
    {"cli"},
    {"tables", "compare", "privacy", "workbook", "intake", "form", "repeats", "trading"},
    {"jury", "grants"},
    {"report", "register"},
    {"adapt", "kit", "testing", "weigh", "draw", "lists"},
    {"serve"},
)
RANK = {package: rank for rank, packages in enumerate(LAYERS) for package in packages}

NO_TABLES_BELOW = {"polars", "jinja2", "rich"}
"""Heavy libraries: whoever only reads files or lists plugins must not wait for them."""

REPO = Path(__file__).parents[2]
HUBS = sorted(REPO.glob("plugins/*/hubflow_*"))


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Every import in hubflow, those for type checkers among them."""
    return grimp.build_graph("hubflow", include_external_packages=True, cache_dir=None)


def package_of(module: str) -> str:
    """The package of hubflow that a module belongs to; empty for hubflow itself."""
    return module.split(".")[1] if module.startswith("hubflow.") else ""


def imports(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    """Who imports whom."""
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            yield importer, imported


def test_every_package_has_its_place(graph: grimp.ImportGraph) -> None:
    packages = {package_of(module) for module in graph.modules} - {""}
    assert packages - {"__main__", "version"} <= set(RANK)


def test_imports_run_downward(graph: grimp.ImportGraph) -> None:
    upward = [
        f"{importer} imports {imported}"
        for importer, imported in imports(graph)
        if package_of(importer) in RANK and package_of(imported) in RANK
        and package_of(importer) != package_of(imported)
        and RANK[package_of(importer)] < RANK[package_of(imported)]
    ]
    assert not upward


def test_what_lists_and_loads_needs_no_heavy_library() -> None:
    graph = grimp.build_graph(
        "hubflow", include_external_packages=True, exclude_type_checking_imports=True,
        cache_dir=None,
    )
    heavy = [
        (importer, imported)
        for importer, imported in imports(graph)
        if package_of(importer) in {"model", "reading", "plugins"} and imported in NO_TABLES_BELOW
    ]
    assert not heavy


def test_every_exported_name_is_there() -> None:
    for package in (hubflow, hubflow.testing):
        for name in package.__all__:
            assert getattr(package, name) is not None


def not_exported(path: Path, *packages: ModuleType) -> list[str]:
    """What a file imports of hubflow beyond the names that these packages export."""
    exported = {package.__name__: set(package.__all__) for package in packages}
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [f"{path.name}:{node.lineno} {name.name}" for name in node.names
                      if name.name.startswith("hubflow.")]
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = {name.name for name in node.names} - exported.get(node.module, set())
            if node.module.partition(".")[0] == "hubflow":
                found += [f"{path.name}:{node.lineno} {node.module} {name}" for name in names]
    return found


@pytest.mark.parametrize("hub", HUBS, ids=lambda path: path.name)
def test_hubs_use_only_what_is_exported(hub: Path) -> None:
    for path in hub.rglob("*.py"):
        assert not not_exported(path, hubflow)


@pytest.mark.parametrize("hub", HUBS, ids=lambda path: path.name)
def test_their_tests_may_use_what_is_exported_for_tests(hub: Path) -> None:
    for path in (hub.parent / "tests").rglob("*.py"):
        assert not not_exported(path, hubflow, hubflow.testing)


def test_the_rule_sees_what_is_not_exported(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text(
        "from hubflow import run\nfrom hubflow.testing import HubKit\n"
        "import hubflow.engine\nfrom hubflow.engine.pipeline.run import take\n", "utf-8",
    )
    assert [found.split(" ", 1)[1] for found in not_exported(path, hubflow, hubflow.testing)] == [
        "hubflow.engine", "hubflow.engine.pipeline.run take"]
    assert "x.py:2 hubflow.testing HubKit" in not_exported(path, hubflow)
