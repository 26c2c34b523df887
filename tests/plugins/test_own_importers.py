"""Files that hubflow's own plugins read, through the hook that a hub's would take."""

from __future__ import annotations

from pathlib import Path

from hubflow.plugins.built_in import built_in_modules
from hubflow.plugins.own_importers import imported_file


def test_a_file_that_no_plugin_knows_is_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("x", "utf-8")
    assert imported_file(path) is None


def test_a_capability_reads_files_by_a_file_of_its_own() -> None:
    assert built_in_modules("hubflow_import") == {
        "hubflow workbook importer": "hubflow.workbook.workbook_importer"}
