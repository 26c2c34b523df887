"""Any TOML text or workbook is read, or told as bad: never anything else."""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from pathlib import Path
from random import Random

import openpyxl
from tests.fuzz.fuzzing import damaged, fuzzer, torn

from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_inputs
from hubflow.reading.values.workbook_file import read_workbook

DOSSIER = Path("examples/girls-club-porto.toml").read_text("utf-8")
PIECES = ["[", "]", "{", "}", "[[", "]]", ".", "=", "\n", '"', "'''", '"""', "\\u0000", "\\ud800",
          "1e999", "nan", "2024-02-30", "a.a.a.a.a", "[" * 40, "9" * 5000, "#", ",", "true", "\t"]
AREAS = ["A1:B2", "A1:XFD1048576", "B2", "", "A0:A1", "ZZZ99:A1", "A1:A200001"]
XML = ["<c/>", "</row>", '<c r="A1" t="s"><v>99</v></c>', '<c r="XFD1048576"><v>1</v></c>',
       '<c r="A1" t="b"><v>2</v></c>', '<c t="e"><v>#N/A</v></c>', '<c r="A1"><f>1/0</f></c>',
       '<c t="d"><v>x</v></c>', '<c r="-1"/>', "&#0;", "<a>" * 60, "</a>" * 60, "]]>", "<!--",
       '<c r="A1" s="9999"><v>1</v></c>', '<c r="A1"><v>1e999</v></c>']


def book() -> bytes:
    made = io.BytesIO()
    of = openpyxl.Workbook()
    of.create_sheet("page", 0).append(["a", 1, True, "=1+1"])
    of.save(made)
    return made.getvalue()


BOOK = book()


@fuzzer(short=12)
def test_toml(random: Random) -> None:
    text = torn(random, DOSSIER, PIECES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.toml"
        path.write_text(text, "utf-8")
        with contextlib.suppress(BadInput):
            load_inputs([path])


@fuzzer(short=25)
def test_workbooks(random: Random) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(made, "w") as new:
        hit = random.choice(["xl/worksheets/sheet1.xml"] * 4 + old.namelist())
        for name in old.namelist():
            text = old.read(name).decode()
            if name == hit:
                merged = f'<mergeCells><mergeCell ref="{random.choice(AREAS)}"/></mergeCells>'
                for _ in range(random.randint(1, 3)):
                    place = random.choice(["<c ", "</row>", "</worksheet>", ">", "/>", '"'])
                    piece = random.choice([*XML, merged, ""])
                    text = text.replace(place, piece + place * random.randrange(2), 1)
            new.writestr(name, text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        path.write_bytes(damaged(random, made.getvalue()))
        with contextlib.suppress(BadInput):
            read_workbook(path)
