"""No writer can meet a character that its format cannot hold.

A dossier with every key of the model is read past the gate for text: each of its texts holds every
kind of forbidden character. Whatever hubflow writes of it can be read, and steers nothing.
"""

from __future__ import annotations

import csv
import html
import io
import json
import shlex
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import polars as pl
import pytest
import tomli
import tomli_w
from pypdf import PdfReader
from tests.cli.full_dossier import MARK, SHORT_MARK, full_dossier
from tests.jury.conftest import METHOD
from tests.register.conftest import Hubflow, hubflow

from hubflow.model.characters import forbidden
from hubflow.reading.toml import source
from hubflow.register.storage import journal

__all__ = ["hubflow"]

SHORT = "\x00\x07\x1b\x7f\x9b\u202e\ufffe\ud83d<&\"'|`_x001B_"
HOSTILE = ("\x00\x07\x1b[2J\x7f\x9b\u202e\ufffe\U0010ffff\ud83d\r\x0b\u2028\ufeff"
           "<b>&amp;\"'|`_x001B_]]>{{ 7*7 }}#eval(1)\n=1+1")


def _plain(content: bytes) -> Iterator[str]:
    yield content.decode()


def _page(content: bytes) -> Iterator[str]:
    yield content.decode()
    yield html.unescape(content.decode())


def _picture(content: bytes) -> Iterator[str]:
    yield content.decode()
    yield from ElementTree.fromstring(content).itertext()


def _word(content: bytes) -> Iterator[str]:
    yield docx.Document(io.BytesIO(content)).element.xml


def _pdf(content: bytes) -> Iterator[str]:
    for page in PdfReader(io.BytesIO(content)).pages:
        yield page.extract_text().replace("\x00", "")  # of a sign without a letter


def _book(content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        yield sheet.title
        for row in sheet.iter_rows(values_only=True):
            yield from (str(value) for value in row if value is not None)


def _rows(content: bytes) -> Iterator[str]:
    yield content.decode()
    for row in csv.reader(io.StringIO(content.decode(), newline="")):
        yield from row


def _json(content: bytes) -> Iterator[str]:
    yield content.decode()
    json.loads(content)


def _lines(content: bytes) -> Iterator[str]:
    for line in content.decode().split("\n"):
        yield from _json(line.encode()) if line else ()


def _parquet(content: bytes) -> Iterator[str]:
    for row in pl.read_parquet(content).rows():
        yield from (value for value in row if isinstance(value, str))


def _toml(content: bytes) -> Iterator[str]:
    yield content.decode()
    assert tomli.loads(content.decode())


def _archive(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            yield name
            yield from READERS[Path(name).suffix](packed.read(name))


READERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    ".md": _plain, ".txt": _plain, ".html": _page, ".svg": _picture, ".docx": _word, ".pdf": _pdf,
    ".xlsx": _book, ".csv": _rows, ".json": _json, ".ndjson": _lines, ".jsonl": _lines,
    ".parquet": _parquet, ".toml": _toml, ".zip": _archive}
"""What yields the texts of a file, by the ending of its name."""

PACK = "jury-pack -p ./small --assessors assessors.toml --phase first-look --out OUT"

FILES = {
    "documents": "run -p porto call --out OUT --format md --format html --format docx --format pdf",
    "rows": "run -p ./small call --out OUT/rows.csv",
    "lines": "run -p ./small call --out OUT/rows.ndjson",
    "parquet": "run -p ./small call --out OUT/rows.parquet",
    "result": "run -p ./small call --json",
    "terminal": "run -p ./small call",
    "why": "why -p ./small call",
    "pack": f"{PACK} call --format docx",
    "blind pack": f"{PACK} call --format pdf --blind",
    "letters": "letters -p ./small call --out OUT --format md --format html --format docx "
               "--format pdf",
    "report": "report -p porto call --out OUT/report.html",
    "reports": "report -p porto -p westmidlands call/oak.toml --out OUT/report.html",
    "map": "map call/oak.toml --out OUT/map.svg",
    "map to print": "map call/oak.toml --out OUT/map.pdf",
    "map as rows": "map call/oak.toml --out OUT/map.csv",
    "map to fill in": "map call/oak.toml --out OUT/map.xlsx",
    "workbook": "new-dossier -p porto --from call/oak.toml --out OUT/oak.xlsx",
    "applicant's workbook": "new-dossier -p porto --from call/oak.toml --for applicant "
                            "--out OUT/oak.xlsx",
    "adaptation": "adapt call/oak.toml --from ./small --to porto --out OUT",
    "comparison": "compare call -p porto -p westmidlands --out OUT",
    "trading": "trading -p porto call --out OUT",
    "inputs": "inputs -p porto call/oak.toml",
    "grants": "grants export call --out OUT/grants.json --prefix 360G-madeup",
    "grants as rows": "grants export call --out OUT/grants.csv --prefix 360G-madeup",
    "grants as a workbook": "grants export call --out OUT/grants.xlsx --prefix 360G-madeup",
    "register: archive of a venture": "register export --venture oak --out OUT/oak.zip",
    "register: archive": "register export --out OUT/all.zip",
    "register: a person": "register export --person 'Ana Cruz' --out OUT/ana.json",
    "register: show": "register show oak --json",
    "register: history": "register history oak",
    "register: board": "register board --json",
    "register: run": "register run -p ./small --json",
    "register: letters": "letters --register sqlite:///hub.db oak --out OUT",
    "register: pack": f"{PACK} --register sqlite:///hub.db oak --format md",
}
"""Commands that write or show something of dossiers; those of a register need one."""


READS_TEXTS = """
[[stages.understand.phases.requirements]]
id = "texts"
says = "Texts are read by the method."
otherwise = "Write them."
holds = "identify.authority.name <> local.motto"
source = "rules"
[[facts]]
id = "motto"
type = "text"
description.en = "What it says of itself."
"""

HALF = "\ud83d"
"""Half of a character, which no database takes."""


@pytest.fixture
def open_gate(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every character into dossiers and registers."""

    def spoilt(data: Any) -> Any:
        if isinstance(data, str):
            text = data.replace(MARK, HOSTILE).replace(SHORT_MARK, SHORT)
            return text.replace(HALF, "") if "register" in name else text
        if isinstance(data, dict):
            return {spoilt(key): spoilt(value) for key, value in data.items()}
        return [spoilt(value) for value in data] if isinstance(data, list) else data

    for module in (source, journal):
        monkeypatch.setattr(module, "flaws_of", lambda *_: iter(()))
    monkeypatch.setattr(source, "admitted", spoilt)
    monkeypatch.setattr(source, "is_plain", lambda _: False)
    for module in (journal, source):
        monkeypatch.setattr(module, "as_recorded", spoilt)


@pytest.mark.usefixtures("open_gate")
@pytest.mark.parametrize("name", FILES)
def test_every_file_can_be_read_and_steers_nothing(
    name: str, hubflow: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "small/methodology.toml").write_text(f"{METHOD}{READS_TEXTS}", "utf-8")
    (tmp_path / "call").mkdir()
    (tmp_path / "call/oak.toml").write_text(tomli_w.dumps(full_dossier()), "utf-8")
    (tmp_path / "assessors.toml").write_text('[[assessors]]\nid = "one"\n', "utf-8")
    if "register" in name:
        hubflow("register", "init")
        hubflow("register", "add", "-p", "./small", "call", "--accept", "made up")
    out = tmp_path / "out"
    out.mkdir()
    done = hubflow(*shlex.split(FILES[name].replace("OUT", "out")), code=None)
    print(done)
    assert done.code in (0, 1)
    written = [path for path in out.rglob("*") if path.is_file()]
    assert written or done.out
    texts = [text for path in written for text in (
        path.name, *READERS[path.suffix](path.read_bytes()))]
    for text in [done.out, done.err, *texts]:
        assert not forbidden().search(text)
    if done.out and "--json" in FILES[name]:
        json.loads(done.out)
