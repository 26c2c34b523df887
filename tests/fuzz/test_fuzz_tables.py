"""Any CSV is read, or told as bad: tables of ventures, a jury's sheets, answers to a form."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from random import Random

from tests.fuzz.fuzzing import damaged, fuzzer, torn
from tests.fuzz.lawful_command import lawful
from tests.house.documents import blocks
from tests.register.test_commands import dossier, method
from tests.sheets.test_intake import HEAD, MAP, ROWS

FILES = {block.options["file"]: block.text
         for block in blocks(Path("docs/portfolios.md").read_text("utf-8"))
         if "file" in block.options}
SHEET = ("venture,phase,criterion,assessor,score,note,conflict,date\n"
         "oak,identify,depth,Ana,5,good,,2025-01-02\noak,identify,depth,Rui,3.5,,no,\n")
CELLS = ["", " ", "x", "oak", "0", "-1", "1e999", "nan", "inf", "9" * 400, "2024-02-30", "3,5",
         "1.234,5", "=1+1", "@x", "yes", "sim", "\ufeff", "\u202e", "\u2028", "\x85", "\x07", "é",
         "x" * 40_000, "a\nb",
         'a"b', "identify.group_size", "venture", "../../x", "con", "2024-05-01", "€ 5"]
PIECES = [*CELLS, ",", ";", "\t", '"', '""', "\n", "\r", "\r\n\r\n", "\0", "\n" * 50, "," * 300]


def any_table(random: Random, text: str) -> bytes:
    """Return a table with rows, columns and cells exchanged, written in one way or another."""
    comma = ";" if text.count(";") > text.count(",") else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=comma))
    for _ in range(random.randint(0, 3)):
        row = random.choice(rows)
        form = random.randrange(6)
        if form == 0 and row:
            row[random.randrange(len(row))] = random.choice(CELLS)
        elif form == 1 and row:
            del row[random.randrange(len(row))]
        elif form == 2:
            row.insert(random.randint(0, len(row)), random.choice(CELLS))
        elif form == 3:
            rows.insert(random.randint(0, len(rows)), list(random.choice(rows)))
        elif form == 4 and len(rows) > 1:
            rows.remove(row)
        elif row:
            at = random.randrange(len(row))
            for each in rows:  # the column again, or under another name
                each.insert(random.randint(0, len(each)), each[at] if at < len(each) else "")
    made = io.StringIO()
    csv.writer(made, delimiter=random.choice([comma] * 6 + [";", "\t", "|"]),
               lineterminator=random.choice(["\n", "\n", "\r\n", "\r"])).writerows(rows)
    written = made.getvalue()
    if random.random() < 0.4:
        written = torn(random, written, PIECES)
    coding = random.choice(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "latin-1"])
    return damaged(random, written.encode(coding, "replace"))


@fuzzer(short=4)
def test_tables_of_ventures(random: Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hit = random.choice(["ventures.csv", "ventures.csv", "judgements.csv"])
        for file in ("ventures.csv", "judgements.csv"):
            raw = FILES[file].encode()
            (folder / file).write_bytes(any_table(random, FILES[file]) if file == hit else raw)
        lawful(folder, "run", "-p", "porto", "ventures.csv", "--panel", "judgements.csv",
               "--as-of", "2026-03-01", "--out", "results.csv")


@fuzzer(short=4)
def test_sheets_of_a_jury(random: Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hub = method(folder / "hub")
        (folder / "sheet.csv").write_bytes(any_table(random, SHEET))
        lawful(folder, "run", "-p", hub, dossier(folder, "oak"), "--panel", "sheet.csv",
               "--out", "results")


@fuzzer(short=4)
def test_answers_to_a_form(random: Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "map.toml").write_text(MAP, "utf-8")
        (folder / "answers.csv").write_bytes(any_table(random, HEAD + ROWS))
        lawful(folder, "intake", "-p", "porto", "answers.csv", "--map", "map.toml", "--out", "made")
        lawful(folder, "intake", "-p", "porto", "answers.csv", "--draft-map", "--out", "draft.toml")
