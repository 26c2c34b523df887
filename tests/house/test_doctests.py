"""The examples in docstrings say what the code does."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import hubflow

ROOT = Path(hubflow.__file__).parent


def test_the_examples_in_docstrings_are_true() -> None:
    files = [file for file in sorted(ROOT.rglob("*.py")) if ">>> " in file.read_text("utf-8")]
    assert files
    wrong = []
    for file in files:
        parts = file.relative_to(ROOT.parent).with_suffix("").parts
        module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
        if doctest.testmod(module).failed:
            wrong.append(module.__name__)
    assert wrong == []
