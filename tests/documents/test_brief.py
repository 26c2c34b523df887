"""A brief for a board or a funder: one page, and no figure that nobody recorded."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path

import attrs
import pypdf
import pytest
from tests.documents.test_hub_look import png
from tests.report.conftest import taken

from hubflow.compare.kept_run import KeptRun
from hubflow.documents.figures.brief_document import BriefRequest, brief_document
from hubflow.documents.figures.key_figures import KeyFigures, key_figures
from hubflow.documents.publishing.publish import rendered
from hubflow.model.input_problems import BadInput
from hubflow.model.results import ProofNote
from hubflow.plugins.document import Picture
from hubflow.plugins.manager import load_hub

LATER = dt.date(2026, 11, 1)
"""A day on which the club trades for test."""
PICTURE = Picture(content=png(), format="png", caption="An evening of the club")


@pytest.fixture(scope="module")
def club() -> KeptRun:
    return taken("porto", "girls-club-porto.toml", day=LATER)


def figures(run: KeptRun, funder: str | None = None) -> KeyFigures:
    return key_figures(run.prepared, run.result, funder=funder)


def test_it_tells_what_is_on_record_and_marks_what_is_made_up(club: KeptRun) -> None:
    text = brief_document(load_hub("porto"), figures(club), club.result, BriefRequest()).markdown
    for line in ("| People served | **55†** | 1 of 1 ventures |", "| Jobs | **1.8†** |",
                 "| Asked for | **not known** | 0 of 1 awards |", "| Awarded | **€80,000†** |",
                 "| Paid | **none recorded** |", "| Outstanding | **€80,000†** |",
                 "unnamed in the source) | Trade | 55† | 1.8† | €80,000† | €80,000† |"):
        assert line in text
    assert text.count("† Rests on an assumption") == 1


def test_the_proof_is_at_the_end_and_a_column_without_values_is_left_out(club: KeptRun) -> None:
    result = attrs.evolve(club.result, notes=(*club.result.notes, ProofNote("Register abc.")))
    text = brief_document(load_hub("porto"), figures(club), result, BriefRequest()).markdown
    assert text.index("Register abc.") > text.index("–: not known")
    assert "| Venture | Stands | People | Jobs | Awarded | Outstanding |" in text


def test_what_nobody_recorded_is_not_known() -> None:
    run = taken("westmidlands", "miss-macaroon.toml")
    found = figures(run)
    text = brief_document(load_hub("westmidlands"), found, run.result, BriefRequest()).markdown
    assert found.together.jobs.value is None
    assert "| Jobs | **not known** | 0 of 1 ventures |" in text


def test_of_a_funder_only_its_own_awards_count(club: KeptRun) -> None:
    with pytest.raises(BadInput, match="no award of this funder is recorded") as refused:
        figures(club, "Nobody")
    (funder,) = str(refused.value).partition("on record: ")[2].rstrip(".").split("; ")
    (venture,) = figures(club, funder.upper()).ventures
    assert [one.awarded for one in venture.money] == [80_000]


def many(found: KeyFigures, name: str) -> KeyFigures:
    return attrs.evolve(found, ventures=tuple(
        attrs.evolve(found.ventures[0], name=f"{name} {number}") for number in range(60)))


@pytest.mark.parametrize(("name", "picture"), [
    ("Oak", None), ("A club for girls who leave care in the north of a city", PICTURE)])
def test_it_is_one_page_however_many_ventures(
    club: KeptRun, name: str, picture: Picture | None, tmp_path: Path
) -> None:
    hub, found = load_hub("porto"), many(figures(club), name)
    document = brief_document(hub, found, club.result, BriefRequest(picture=picture))
    page = pypdf.PdfReader(io.BytesIO(rendered(hub, document, "pdf")))
    assert len(page.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in page.pages[0].mediabox[2:]] == [210, 297]
    assert len(page.pages[0].images) == (picture is not None)
    assert "whose figures are in the sums" in document.markdown
    whole = brief_document(hub, found, club.result, BriefRequest(picture=picture), whole=True)
    assert f"{name} 59" in rendered(hub, whole, "html").decode()
    if office := shutil.which("soffice"):
        (tmp_path / "brief.docx").write_bytes(rendered(hub, document, "docx"))
        subprocess.run([office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                        "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
                        tmp_path / "brief.docx"], check=True, capture_output=True)
        assert len(pypdf.PdfReader(tmp_path / "brief.pdf").pages) == 1


def test_a_picture_is_told_to_who_cannot_see_it(club: KeptRun) -> None:
    hub = load_hub("porto")
    for picture in (None, PICTURE):
        document = brief_document(hub, figures(club), club.result, BriefRequest(picture=picture))
        page = rendered(hub, document, "html").decode()
        assert ('alt="An evening of the club"' in page) == (picture is not None)
        assert ("<figure" in page) == (picture is not None), "no empty frame"
