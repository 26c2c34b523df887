"""A hub's look: its colour, typeface and logo in every format, and what cannot be read refused."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from hubflow.compare.kept_run import run_hub
from hubflow.documents.publishing.publish import own_formats, rendered
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.model.input_problems import BadInput
from hubflow.plugins.document import Document
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.reading.method.methodology_file import load_methodology
from hubflow.report.report_document import venture_report

REPO = Path(__file__).parents[2]
AS_OF = dt.date(2024, 12, 11)


def png() -> bytes:
    """A small image."""
    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(
            ">I", zlib.crc32(name + data))

    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 4, 2, 8, 2, 0, 0, 0))
            + part(b"IDAT", zlib.compress(b"\0" + b"\x80\x20\x20" * 4 + b"\0" + b"\xff" * 12))
            + part(b"IEND", b""))


def hub(folder: Path, look: str) -> Path:
    """A hub of data with a look."""
    folder.mkdir()
    text = (REPO / "examples/hubs/quality-and-cost/methodology.toml").read_text("utf-8")
    head, below = text.split("[hub]", 1)
    (folder / "methodology.toml").write_text(f"{head}[hub]{below}\n[hub.look]\n{look}\n", "utf-8")
    (folder / "logo.png").write_bytes(png())
    return folder


DOCUMENT = Document(name="letter", title="A letter", markdown="# A letter\n\nText.\n",
                    language="en", about="The hub")


@pytest.mark.parametrize("format", ["docx", "html", "md", "pdf"])
def test_every_format_wears_the_hubs_look(format: str, tmp_path: Path) -> None:
    assert format in own_formats()
    plain = load_hub(str(hub(tmp_path / "plain", "")))
    own = load_hub(str(hub(
        tmp_path / "own", 'accent = "#8a1c1c"\ntypeface = "DejaVu Sans"\nlogo = "logo.png"')))
    before, after = (rendered(each, DOCUMENT, format) for each in (plain, own))
    if format == "md":
        assert before == after, "text has no look"
    elif format == "html":
        assert b"--accent: #8a1c1c" in after
        assert b"data:image/png;base64," in after
        assert b"img-src data:;" in after
        assert b"img-src" not in before
    elif format == "docx":
        with zipfile.ZipFile(io.BytesIO(after)) as parts:
            assert png() in [parts.read(name) for name in parts.namelist()]
            assert b"8A1C1C" in parts.read("word/styles.xml")
            assert b"DejaVu Sans" in parts.read("word/styles.xml")
    else:
        assert after != before
        assert b"/Subtype/Image" in after
        assert b"/Subtype/Image" not in before
    assert rendered(own, DOCUMENT, format) == after, "the same bytes each time"


def test_reports_wear_it_too(tmp_path: Path) -> None:
    own = load_hub(str(hub(tmp_path / "own", 'accent = "#8a1c1c"\nlogo = "logo.png"')))
    cases = CaseSet.of(own, load_inputs([REPO / "examples/girls-club-porto.toml"]), AS_OF)
    page = venture_report(run_hub("own", cases))
    for expected in (b"--accent: #8a1c1c", b"data:image/png;base64,", b"img-src data:;"):
        assert expected in page


@pytest.mark.parametrize(("look", "said"), [
    ('accent = "red"', 'hub.look.accent: "red" is no colour. Write it as #0b5563.'),
    ('accent = "#ffcc00"', "has a contrast of 1.51 to 1 with white, and at least 4.5 is needed"),
    ('logo = "none.png"', 'hub.look.logo: "none.png" is no file beside the methodology.'),
    ('logo = "../own/logo.png"', "is no file beside the methodology"),
    ('logo = "methodology.toml"', "is no image in PNG or JPEG"),
    ('colour = "#000000"', "unknown key"),
])
def test_a_look_that_nobody_could_read_is_refused(
    look: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as refused:
        load_methodology(hub(tmp_path / "own", look))
    assert said in str(refused.value)
