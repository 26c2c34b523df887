"""Imports run downward only, and plugins use only what hubflow exports by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

import hubflow

LAYERS = (
    {"model"},
    {"loading"},
    {"plugins"},
    {"engine"},
    {"compare", "documents", "register"},
    {"testing"},
    {"cli"},
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
    assert packages - {"__main__"} <= set(RANK)


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
        if package_of(importer) in {"model", "loading", "plugins"} and imported in NO_TABLES_BELOW
    ]
    assert not heavy


def test_every_exported_name_is_there() -> None:
    for name in hubflow.__all__:
        assert getattr(hubflow, name) is not None


@pytest.mark.parametrize("hub", HUBS, ids=lambda path: path.name)
def test_hubs_use_only_what_is_exported(hub: Path) -> None:
    for path in hub.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                inner = [name.name for name in node.names if name.name.startswith("hubflow.")]
                assert not inner, f"{path.name}:{node.lineno}"
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                assert not node.module.startswith("hubflow."), f"{path.name}:{node.lineno}"
                if node.module == "hubflow":
                    names = {name.name for name in node.names}
                    assert names <= set(hubflow.__all__), f"{path.name}:{node.lineno}"
