"""Where people read, things have their titles: no id and no key of a dossier or a method."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.report.conftest import taken

from hubflow.adapt.adaptation import adapt
from hubflow.adapt.memo_sheet import memo_documents
from hubflow.compare.methods import compare_methods
from hubflow.compare.methods_page import methods_markdown
from hubflow.documents.figures.brief_document import BriefRequest, brief_document
from hubflow.documents.figures.key_figures import key_figures
from hubflow.documents.handbook import handbook_document
from hubflow.documents.publishing.published_document import documents_for
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.report.issue_map.from_dossier import issue_map
from hubflow.report.issue_map.map_drawing import drawn
from hubflow.report.report_document import call_report, venture_report

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = dt.date(2026, 11, 1)
CLUB = "girls-club-porto.toml"

KEY = re.compile(
    r"(?<![\w./@:-])(?:[a-z][a-z0-9]*_[a-z0-9_.-]*[a-z0-9]"
    r"|(?:identify|understand|test|incubate|trade|scale|place|hubs|local|parameters|values"
    r"|exceptions)\.[a-z][\w.]*\w)")
"""A name with an underscore, or a key of a dossier or of an expression."""

ALLOWED = {"imd2025_england_ltla24"}
"""The name of a file, in the title of a source."""


class Read(HTMLParser):
    """The texts that a page shows or reads out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("style", "script")
        self.texts += [value or "" for name, value in attrs
                       if name in ("aria-label", "alt", "title")]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def texts_of(document: str) -> list[str]:
    """The texts of a page, or the cells and lines of Markdown without its notes' marks."""
    if document.lstrip().startswith("<"):
        return [text.strip() for text in Read(document).texts]
    plain = re.sub(r"\[\^[^\]]*\]:?|\\(?=[_*`~|<>\[\]])", "", document)
    return [cell.strip() for line in plain.splitlines() for cell in line.split("|")]


def documents(hub_id: str) -> Iterator[tuple[str, str]]:
    hub = load_hub(hub_id)
    run = taken(hub_id, CLUB, language=None, day=DAY)
    for document in documents_for(hub, run.result.ventures[0], run.result):
        yield document.name, document.markdown
    yield "handbook", handbook_document(compiled_method(hub), "en", DAY).markdown
    yield "brief", brief_document(hub, key_figures(run.prepared, run.result), run.result,
                                  BriefRequest()).markdown
    dossier = run.prepared.cases[0].entry.dossier
    yield "map", str(drawn(issue_map(dossier, "en"), "en"))
    yield "report", venture_report(taken(hub_id, CLUB, language=None)).decode()
    if hub_id == "porto":
        yield "call", call_report(taken(hub_id, "call-labis-2023")).decode()
        other = load_hub("westmidlands")
        made = adapt([hub], other, load_inputs([EXAMPLES / CLUB]), as_of=DAY)
        yield from ((page.name, page.markdown.replace(f"{made.id}.toml", ""))
                    for page in memo_documents(made))
        yield "methods", methods_markdown(compare_methods([hub, other]))


@pytest.mark.parametrize("hub", ["porto", "westmidlands"])
def test_nobody_reads_an_id_or_a_key(hub: str) -> None:
    run = taken(hub, CLUB, language=None)
    method, dossier = run.prepared.methodology, run.prepared.cases[0].entry.dossier
    parts: list[Any] = [
        *method.phases, *method.instruments, *method.sources, *method.parameters, *dossier.sources,
        *(rule for phase in method.phases for rule in (*phase.criteria, *phase.requirements))]
    titled = {each.id for each in parts}
    titled = {id for id in titled if re.search("[-_]", id)} | {dossier.id, dossier.challenge}
    found = {}
    for name, document in documents(hub):
        texts = texts_of(document)
        keys = {key for text in texts for key in KEY.findall(text)} - ALLOWED
        alone = {text for text in texts if text.strip("`() ") in titled}
        if keys | alone:
            found[name] = sorted(keys | alone)
    assert found == {}


@pytest.mark.parametrize("hub", sorted((EXAMPLES / "hubs").iterdir()), ids=lambda hub: hub.name)
def test_no_handbook_of_an_example_names_a_key(hub: Path) -> None:
    handbook = handbook_document(compiled_method(load_hub(str(hub))), "en", DAY).markdown
    found = {key for text in texts_of(handbook) for key in KEY.findall(text)}
    assert {key for key in found if key.startswith("local.")} == set()
    assert "()" not in handbook
