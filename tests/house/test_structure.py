"""The structure of the core: what is written once, and what nothing may be called twice."""

from __future__ import annotations

import ast

from scripts.measure_structure import PACKAGE, basenames, circles, class_names, folder_sizes

from hubflow.model.dossier import SECTIONS

GLANCE = 16
"""How many modules beside each other one takes in at a glance."""


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(PACKAGE) == []


def test_no_public_class_name_names_two_classes() -> None:
    twice = {name: homes for name, homes in class_names(PACKAGE).items() if len(homes) > 1}
    assert not twice


def test_no_two_modules_have_one_file_name() -> None:
    twice = {name: homes for name, homes in basenames(PACKAGE).items() if len(homes) > 1}
    assert not twice


def test_a_folder_is_taken_in_at_a_glance() -> None:
    crowded = {folder: size for folder, size in folder_sizes(PACKAGE).items()
               if size > GLANCE and not folder.endswith("/commands")}
    assert not crowded


def test_stages_and_sections_are_written_once() -> None:
    """Other lists are made of these two: a stage more would be written in one place.

    Only files whose text names sections more than three times are parsed.
    """
    homes = [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))
             if sum(map((text := path.read_text(encoding="utf-8")).count, SECTIONS)) > 3
             for node in ast.walk(ast.parse(text))
             if isinstance(node, ast.Tuple | ast.List | ast.Set)
             and sum(isinstance(each, ast.Constant) and each.value in SECTIONS
                     for each in node.elts) > 3]
    assert homes == ["model/method/pipeline_stages.py"]


def test_a_key_path_is_defined_once() -> None:
    """A key path is a ``KeyPath``, spelled out nowhere else (the model lies below its module)."""
    homes = [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))
             if "tuple[str | int, ...]" in path.read_text(encoding="utf-8")
             and path.relative_to(PACKAGE).parts[0] != "model"]
    assert homes == ["reading/toml/key_paths.py"]
