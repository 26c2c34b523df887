"""What could stop a machine is refused before any work on it; real files are far below."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from hubflow.documents.publishing.blocks import blocks_of
from hubflow.documents.publishing.hub_templates import TemplateError, filled
from hubflow.documents.publishing.pdf_format import hubflow_render as pdf
from hubflow.grants.published_grants import read_package
from hubflow.model.input_problems import BadInput
from hubflow.plugins.document import Document
from hubflow.reading.limits import LIMITS, Limit
from hubflow.reading.toml.source import parse_toml, read_bytes
from hubflow.reading.values.cell_table import cell_rows
from hubflow.reading.values.packed_file import check_office_file
from hubflow.reading.values.workbook_file import read_workbook
from hubflow.register.archives.archive_reading import read_archive

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(body: str, part: str = SHEET, before: str | bytes = "") -> bytes:
    """Return a workbook of one sheet, with another part in place of one of its own."""
    made = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(made)
    changed = io.BytesIO()
    start = before.encode() if isinstance(before, str) else before
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), part]):
            new.writestr(name, start + body.encode() if name == part else old.read(name))
    return changed.getvalue()


def sheet(inside: str, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData>{after}</worksheet>'


def told(run: Callable[[], object]) -> str:
    """Return the message of what is refused."""
    with pytest.raises(BadInput) as caught:
        run()
    return str(caught.value)


def merged(*areas: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return workbook(sheet("", f"<mergeCells>{cells}</mergeCells>"))


BIG: dict[str, Callable[[], bytes]] = {
    "205,821 cells in merged areas and links, at most 200,000": lambda: merged(*(
        f"A{n}01:CU{n}99" for n in range(1, 31))),
    "17,179,869,184 cells in merged areas and links": lambda: merged("$A$1:XFD1048576"),
    "163,823,616 cells in merged areas and links": lambda: workbook(sheet(
        "", '<hyperlinks><hyperlink ref="A1:XFD9999" location="x"/></hyperlinks>')),
    "10,001 merged areas": lambda: merged(*["A1"] * 10_001),
    "10,002 merged areas, links and areas of rules": lambda: workbook(sheet(
        "", f'<dataValidations><dataValidation sqref="{"A1 " * 10_002}"/></dataValidations>')),
    "500,001 cells, at most 500,000": lambda: workbook(
        sheet(f"<row>{'<c/>' * 500_001}</row>")),
    "70,001 styles, at most 70,000": lambda: workbook(
        f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 70_001}</cellXfs></styleSheet>',
        "xl/styles.xml"),
    "500,001 cells": lambda: workbook(
        sheet(f"<row>{'<c/>' * 500_001}</row>"), before=" " * 200_000),
    "256 characters, at most 255": lambda: workbook(
        f'<styleSheet xmlns="{MAIN}"><numFmt formatCode="{"[" * 256}"/></styleSheet>',
        "xl/styles.xml"),
    "8,193 characters, at most 8,192": lambda: workbook(
        sheet(f'<row><c r="A1"><f>{"(" * 8_193}</f></c></row>')),
    "characters of formulas": lambda: workbook(sheet(
        f'<row><c r="A1"><f t="shared" si="7">{"A1+" * 2_000}A1</f></c></row>'
        + '<row><c><f t="shared" si="7"/></c></row>' * 900)),
    "101 XML elements within each other": lambda: workbook(
        "<a>" * 101 + "</a>" * 101, "xl/media/any.bin"),
    "a document type": lambda: workbook(sheet(""), before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
    "MB of sheets unpacked, at most 50": lambda: workbook(sheet("") + " " * 60_000_000),
    "times its size unpacked, at most 200": lambda: workbook(" " * 12_000_000, "docProps/x.xml"),
}


@pytest.mark.parametrize("said", BIG)
def test_a_workbook_that_would_take_all_memory(tmp_path: Path, said: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(BIG[said]())
    message = told(lambda: read_workbook(path))
    assert said in message
    assert "document type" in said or "too large to be read" in message


@pytest.mark.parametrize(("begins", "said"), [
    (b'<?xml version="1.0" encoding="hex"?>', "cannot be read"),
    (b'<?xml version="1.0" encoding="nobody-knows"?>', "cannot be read"),
    ("\ufeff<a/>".encode("utf-32-le"), "is in UTF-32"),
    ("<a/>".encode("utf-32-be"), "is in UTF-32"),
])
@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml"])
def test_an_encoding_that_no_office_file_has(
    tmp_path: Path, part: str, begins: bytes, said: str
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook("<a/>", part, before=begins))
    assert said in told(lambda: read_workbook(path))


def test_a_workbook_as_people_make_them_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("page", 0)
    for row in range(1, 300):
        page.cell(row, 1, f"row {row}").hyperlink = "https://example.org"
        page.merge_cells(start_row=row, end_row=row, start_column=2, end_column=30)
    book.save(tmp_path / "x.xlsx")
    assert len(read_workbook(tmp_path / "x.xlsx").sheets[0].cells) == 299


@pytest.mark.parametrize("text", [
    "a = " + "[" * 33 + "]" * 33,
    "a = " + "[" * 100_000 + "]" * 100_000,
    f"a = {'{b=' * 33}1{'}' * 33}",
    ".".join(["a"] * 40) + " = 1",
    f"[{'. '.join(['a'] * 400_000)}]",
    '."x".'.join(["a"] * 300_000) + " = 1",
    "x = {" + ".".join(["a"] * 200_000) + " = 1}",
])
def test_toml_that_nests_without_end(text: str) -> None:
    assert "tables and lists within each other" in told(lambda: parse_toml(text, "x.toml"))


def test_toml_that_is_long() -> None:
    assert "6 MB, at most 5." in told(lambda: parse_toml("#" * 5_000_001, "x.toml"))
    many = "x = [" + "1," * 100_001 + "]"
    assert "values, at most 100,000" in told(lambda: parse_toml(many, "x.toml"))
    parse_toml("# " + "a.b c. " * 20_000 + "\n" + "x" * 1_000_000 + " = 1", "x.toml")


def test_json_that_nests_without_end(tmp_path: Path) -> None:
    for depth in (65, 200_000):
        path = tmp_path / "x.json"
        path.write_text('{"grants": ' + "[" * depth + "]" * depth + "}", "utf-8")
        assert "objects and lists within each other" in told(lambda path=path: read_package(path))  # type: ignore[misc]


@pytest.mark.parametrize(("text", "said"), [
    ("venture,score\n" + "," * 5_100_000, "cells, by the marks between them, at most 5,000,000"),
    ("venture,score\noak,\"" + "x" * 140_000 + "\"\n",
     "a cell of this file is too large to be read: at most 131,072 characters"),
])
def test_a_sheet_of_very_many_or_very_long_cells(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "jury.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        cell_rows(path)


def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "x.toml").open("wb") as file:
        file.truncate(500_000_001)
    assert "501 MB, at most 500" in told(lambda: read_bytes(tmp_path / "x.toml"))


def test_an_archive_that_unpacks_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubflow.reading.values.packed_file.PACKED_SIZE",
                        Limit("this file", 2, "MB unpacked", 10**6))
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", b" " * 2_000_001)
    assert "3 MB unpacked, at most 2" in told(lambda: read_archive(path))
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(5_001):
            archive.writestr(str(number), b"")
    assert "5,001 parts, at most 5,000" in told(lambda: read_archive(path))


def test_a_word_template_is_looked_into_as_well() -> None:
    raw = workbook("<a>" * 101, "word/document.xml")
    assert "within each other" in told(lambda: check_office_file(raw, "x.docx"))


@pytest.mark.parametrize("text", [
    "{{ 'a' * 10**12 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'a'.ljust(10000000000) }}",
    "{{ '%10000000000d' % 1 }}",
    "{% for i in range(99999) %}{{ 'a' * 100000 }}{% endfor %}",
    "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}"
    "{% endfor %}{{ ns.x }}",
])
def test_a_template_that_takes_all_memory(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubflow.documents.publishing.hub_templates.TEMPLATE_TEXT",
                        Limit("what the template makes", 1, "MB", 10**6))
    (tmp_path / "scorecard.md.j2").write_text(text, "utf-8")
    with pytest.raises(TemplateError, match=r"too large to be read|too big"):
        filled(tmp_path / "scorecard.md.j2", {})


def test_a_template_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubflow.documents.publishing.hub_templates.TEMPLATE_TIME",
                        Limit("what the template makes", 1, "seconds of work"))
    (tmp_path / "scorecard.md.j2").write_text(
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "utf-8")
    with pytest.raises(TemplateError, match="at most 1 seconds"):
        filled(tmp_path / "scorecard.md.j2", {})
    (tmp_path / "scorecard.md.j2").write_text("# {{ a }}", "utf-8")
    assert filled(tmp_path / "scorecard.md.j2", {"a": "b"}) == "# b"


@pytest.mark.skipif(os.name != "posix", reason="work and memory of a process are Unix's")
@pytest.mark.parametrize(("text", "said"), [
    ("#let f(n) = for i in range(n) { for j in range(n) { let x = i * j } }\n#f(100000)",
     "at most 1 seconds of work in Typst"),
    ('#("a" * 9000000000)', "at most 4 GB of memory in Typst"),
])
def test_a_typst_file_that_takes_all_time_or_memory(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubflow.documents.publishing.typst_process.TYPST_TIME",
                        Limit("what the template makes", 1, "seconds of work in Typst"))
    template = tmp_path / "templates" / "proposal.typ"
    template.parent.mkdir()
    template.write_text(text, "utf-8")
    page = Document(name="proposal", title="P", markdown="p", language="en", about="a")
    with pytest.raises(TemplateError, match=f"too large to be read: {said}"):
        pdf(page, blocks_of(page.markdown), template)


def test_each_limit_is_documented() -> None:
    page = Path("docs/limits.md").read_text("utf-8")
    for limit in LIMITS:
        assert f"{limit.most:,} {limit.unit.split(' (')[0]}" in page, limit
