"""Measure the structure of ``core/hubflow``: lines, modules, functions, names, import circles.

Run ``python -m scripts.measure_structure [FOLDER]``; it prints one line for each figure. FOLDER is
the package to measure, ``core/hubflow`` of this checkout by default. Only text is read: nothing of
the package is imported. The house tests hold the repository to several of these figures.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "core" / "hubflow"


@dataclass(frozen=True)
class Outline:
    """What is measured of one module's text."""

    imports: tuple[tuple[str, str], ...]
    """Each imported name with the module that it is imported from, which is "" if there is none."""
    classes: tuple[str, ...]
    functions: tuple[int, ...]
    """The number of lines of each function and method, its docstring among them."""


@cache
def outline(path: Path) -> Outline:
    """Return what is measured of a file, which is parsed once: that takes nearly all the time."""
    imported: list[tuple[str, str]] = []
    classes: list[str] = []
    functions: list[int] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported += [("", name.name) for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported += [(node.module, name.name) for name in node.names]
        elif isinstance(node, ast.ClassDef):
            classes.append(node.name)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions.append((node.end_lineno or node.lineno) - node.lineno + 1)
    return Outline(tuple(imported), tuple(classes), tuple(functions))


def modules(package: Path) -> dict[str, Path]:
    """Return the file of each module by its dotted name."""
    return {_dotted(path, package): path for path in sorted(package.rglob("*.py"))}


def _dotted(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imports(package: Path) -> dict[str, set[str]]:
    """Return the modules of the package that each module imports, lazily or for types too."""
    known = modules(package)
    return {name: set(_imported(outline(path), known)) for name, path in known.items()}


def _imported(module: Outline, known: Mapping[str, Path]) -> Iterator[str]:
    for home, name in module.imports:
        inner = f"{home}.{name}" if home else name
        if inner in known or home in known:
            yield inner if inner in known else home


def circles(package: Path) -> list[set[str]]:
    """Return every set of modules that import each other, directly or by way of others.

    The modules of such a set are the strongly connected components of the graph of imports.
    """
    edges = imports(package)
    reached = {name: _reachable(name, edges) for name in edges}
    found: list[set[str]] = []
    for name in edges:
        circle = {other for other in reached[name] if name in reached[other]}
        if circle and circle not in found:
            found.append(circle)
    return found


def _reachable(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = list(edges[start])
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += edges[name]
    return seen


def class_names(package: Path) -> dict[str, list[str]]:
    """Return the modules that define a public class of each name."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, path in modules(package).items():
        for each in outline(path).classes:
            if not each.startswith("_"):
                found[each].append(name)
    return found


def basenames(package: Path) -> dict[str, list[str]]:
    """Return the modules of each file name; folders of commands, named after them, are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, path in modules(package).items():
        if path.parent.name != "commands" and not path.stem.startswith("__"):
            found[path.stem].append(name)
    return found


def folder_sizes(package: Path) -> Counter[str]:
    """Return how many modules stand beside each other in each folder."""
    return Counter(path.parent.relative_to(package.parent).as_posix()
                   for path in package.rglob("*.py") if not path.stem.startswith("__"))


def function_lengths(package: Path) -> list[int]:
    """Return the number of lines of each function and method, its docstring among them."""
    return [lines for path in modules(package).values() for lines in outline(path).functions]


def main() -> None:
    """Print all figures."""
    package = Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in
             path.parts]
    lengths = [len(path.read_text("utf-8").splitlines()) for path in modules(package).values()]
    functions = sorted(function_lengths(package))
    full = [length for length in lengths if length > 1]
    largest = folder_sizes(package).most_common(5)
    twice = {name: homes for name, homes in class_names(package).items() if len(homes) > 1}
    doubled = {name: homes for name, homes in basenames(package).items() if len(homes) > 1}
    print(f"lines of Python         {sum(lengths):,} in {len(lengths)} modules; {len(files)} files")
    print(f"modules                 median {statistics.median(full):.0f}, longest {max(lengths)}")
    print(f"functions               {len(functions):,}: median {statistics.median(functions):.0f}, "
          f"95 % below {functions[int(len(functions) * .95)]}, longest {functions[-1]}")
    print(f"class names used twice  {len(twice)} of {len(class_names(package))}")
    print(f"file names used twice   {len(doubled)}")
    circular = [f"of {len(circle)} modules" for circle in circles(package)]
    print("import circles          " + ", ".join([str(len(circular)), *circular]))
    print("largest folders         " + ", ".join(f"{name} {size}" for name, size in largest))


if __name__ == "__main__":
    main()
