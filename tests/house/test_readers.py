"""What strangers write is read by `reading/` alone, which has limits and the gate for text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

CORE = Path(__file__).parents[2] / "core" / "hubflow"

READERS = {"tomli.loads", "tomli.load", "json.loads", "json.load", "csv.reader", "csv.DictReader",
           "openpyxl.load_workbook", "load_workbook", "zipfile.ZipFile", "docx.Document",
           "ElementTree.fromstring", "pickle.loads"}
"""Functions that make data of a file's content."""

OTHERS = {
    "grants/standard.py": "reads the file of the standard that hubflow brings",
    "documents/design/palette.py": "reads the colours that hubflow brings",
    "documents/publishing/typst_process.py": "reads the answer of the process that it started",
    "kit/checking/checking_process.py": "reads the order of the process that started it",
    "kit/checking/events.py": "reads lines of the process that it started",
    "plugins/check_catalogue.py": "reads the checks that hubflow and installed packages bring",
    "register/archives/archive.py": "writes an archive",
    "register/archives/archive_reading.py": "looks into an archive by check_packed first",
    "serve/screens/lists_screen.py": "packs what it made itself for a download",
    "register/office/files_with_names.py": "looks into files by check_packed first, for names",
    "documents/publishing/office_file.py": "packs anew what it wrote itself",
    "documents/publishing/word.py": "opens a template that was checked, or an empty document",
    "form/microsoft_form.py": "begins an empty document",
    "intake/drafting/form_questions.py": "reads hubflow's own list of questions",
    "workbook/reading/dossier_workbook.py": "reads a cell of a gated workbook as a value",
    "workbook/reading/workbook_marks.py": "reads a cell of a gated workbook as a key",
}
"""Modules outside `reading/` that make data of texts or files, and why they may."""


def calls(path: Path) -> Iterator[str]:
    """The readers that a module calls, as they are written.

    A text without the last word of any reader calls none and is not parsed.
    """
    text = path.read_text("utf-8")
    if not any(reader.rpartition(".")[2] in text for reader in READERS):
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
            yield ast.unparse(node.func)


def test_nothing_is_read_past_the_gate() -> None:
    found = {path.relative_to(CORE).as_posix(): sorted(set(calls(path)))
             for path in CORE.rglob("*.py") if not path.is_relative_to(CORE / "reading")
             and not path.is_relative_to(CORE / "text")}
    found = {name: which for name, which in found.items() if which}
    assert set(found) == set(OTHERS), {
        name: which for name, which in found.items() if name not in OTHERS}
