"""Word, PDF and web pages: what stands in them, and that a dossier's text stays text."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import attrs
import docx
import pytest
from docx.shared import Mm
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.hub_head import hub_head
from tests.property_examples import examples

from hubflow import BadInput, LoadedHub, RunResult, hookimpl, load_hub, load_inputs, run
from hubflow.documents.publishing.blocks import blocks_of
from hubflow.documents.publishing.hub_templates import template_of
from hubflow.documents.publishing.pdf_format import hubflow_render as pdf
from hubflow.documents.publishing.publish import own_formats, published, rendered
from hubflow.documents.safe_markdown import paragraphs
from hubflow.model.results import ProposalResult, VentureResult
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.document import Document, Listing, Paragraph, Table, plain_text

ROOT = Path(__file__).parents[2]
DAY = dt.date(2024, 12, 11)


def result_of(hub: LoadedHub, example: str, language: str | None = None) -> RunResult:
    return run(hub, load_inputs([ROOT / "examples" / example]), as_of=DAY, language=language)


@pytest.fixture(scope="module")
def porto() -> LoadedHub:
    return load_hub("porto")


@pytest.fixture(scope="module")
def draft(porto: LoadedHub) -> RunResult:
    return result_of(porto, "percursos.toml")


@pytest.fixture(scope="module")
def complete(porto: LoadedHub) -> RunResult:
    return result_of(porto, "girls-club-porto.toml")


def files(hub: LoadedHub, result: RunResult, *formats: str) -> Mapping[str, bytes]:
    return dict(published(hub, result, result.ventures[0], formats or tuple(own_formats())))


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def word_text(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    heads = [p.text for section in file.sections for p in section.header.paragraphs]
    return "\n".join([*heads, *(p.text for p in file.paragraphs), *cells])


class Page(HTMLParser):
    """The text of a web page, and the tags and addresses in it."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [str(value) for name, value in attributes
                       if name in ("src", "srcset", "data", "action") or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def squeezed(text: str) -> str:
    """Text without the space and hyphens that line breaks bring."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def test_every_format_says_the_same(porto: LoadedHub, complete: RunResult) -> None:
    made = files(porto, complete)
    assert set(made) == {f"{name}.{format}" for name in ("scorecard", "proposal")
                         for format in own_formats()}
    proposal = complete.ventures[0].proposal
    assert proposal is not None
    texts = [pdf_text(made["proposal.pdf"]), word_text(made["proposal.docx"]),
             "".join(Page(made["proposal.html"]).text)]
    for text in map(squeezed, texts):
        for section in proposal.sections:
            assert squeezed(section.heading) in text
            assert squeezed(section.text)[:80] in text
        for line in proposal.finance:
            assert squeezed(line.name) in text
        assert "100000€" in text
        assert "RASCUNHO" not in text


def test_a_hub_without_a_proposal_format_writes_no_proposal(
    porto: LoadedHub, draft: RunResult
) -> None:
    venture = draft.ventures[0]
    assert venture.proposal is not None
    title_only = attrs.evolve(venture.proposal, sections=(), finance=(), note="", total=None,
                              total_between=None, problems=())
    bare = attrs.evolve(draft, ventures=(attrs.evolve(venture, proposal=title_only),))
    assert set(files(porto, bare, "md")) == {"scorecard.md"}
    assert set(files(porto, draft, "md")) == {"scorecard.md", "proposal.md"}


def test_a_draft_is_marked_on_every_page_with_what_is_missing(
    porto: LoadedHub, draft: RunResult
) -> None:
    made = files(porto, draft)
    proposal = draft.ventures[0].proposal
    assert proposal is not None
    assert proposal.problems
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made["proposal.pdf"])).pages]
    assert all("RASCUNHO" in page for page in pages)
    assert docx.Document(io.BytesIO(made["proposal.docx"])).sections[0].header.paragraphs[
        0].text == "RASCUNHO"
    assert "RASCUNHO" in Page(made["proposal.html"]).text
    for problem in proposal.problems:
        assert squeezed(problem) in squeezed(word_text(made["proposal.docx"]))
        assert squeezed(problem) in squeezed(pdf_text(made["proposal.pdf"]))
    assert "RASCUNHO" not in pdf_text(made["scorecard.pdf"])


def test_word_has_headings_and_tables_that_can_be_edited(
    porto: LoadedHub, complete: RunResult
) -> None:
    made = docx.Document(io.BytesIO(files(porto, complete, "docx")["scorecard.docx"]))
    styles = {str(p.style.name) for p in made.paragraphs if p.style}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "Normal"} <= styles
    assert len([p for p in made.paragraphs if p.style and p.style.name == "Title"]) == 1
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in made.tables)
    assert made.core_properties.language == "pt"
    footer = made.sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer


def test_sources_are_notes_told_once(porto: LoadedHub, complete: RunResult) -> None:
    made = files(porto, complete)
    named = {r.source for stage in complete.ventures[0].stages for phase in stage.phases
             for r in phase.reasons if r.source}
    titles = {source.id: source.title for source in complete.sources}
    for text in (pdf_text(made["scorecard.pdf"]), word_text(made["scorecard.docx"]),
                 "".join(Page(made["scorecard.html"]).text)):
        for id in named & titles.keys():
            assert squeezed(text).count(squeezed(titles[id])) == 1, id


def test_a_pdf_is_in_its_language_with_a_title(porto: LoadedHub, complete: RunResult) -> None:
    made = PdfReader(io.BytesIO(files(porto, complete, "pdf")["proposal.pdf"]))
    assert made.metadata is not None
    assert made.metadata.title == f"Plano de Desenvolvimento: {complete.ventures[0].name}"
    assert str(made.root_object["/Lang"]) == "pt"
    assert "/StructTreeRoot" in made.root_object  # a screen reader finds headings and tables


def test_the_same_result_gives_the_same_bytes(porto: LoadedHub, complete: RunResult) -> None:
    assert files(porto, complete) == files(porto, complete)


def test_a_page_asks_nobody_for_anything(porto: LoadedHub, complete: RunResult) -> None:
    for name, content in files(porto, complete, "html").items():
        page = Page(content)
        assert not page.loads, name
        assert not {"script", "iframe", "object", "link", "img", "form"} & set(page.tags)
        assert b"default-src 'none'" in content
        assert b"unsafe" not in content


NASTY = st.text(
    st.sampled_from("<>&\"'`#$*_[]{}\\|~@/=-+:; \n\t.0aA\u202eé😀العربيةשלום字\u00ad")
    | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60,
) | st.sampled_from([
    "<script>alert(1)</script>", "#import \"x\"", "#eval(\"1\")", "{{ 7*7 }}", "[x](javascript:a)",
    "]]>", "a" * 500, "word " * 3000, "=cmd()", "![x](http://example.org/x.png)", "[^1]: note",
])


def with_text(result: RunResult, name: str, answer: str) -> RunResult:
    venture = result.ventures[0]
    assert venture.proposal is not None
    section = attrs.evolve(venture.proposal.sections[0], text=answer)
    proposal: ProposalResult = attrs.evolve(
        venture.proposal, sections=(section, *venture.proposal.sections[1:]))
    changed: VentureResult = attrs.evolve(venture, name=name, proposal=proposal)
    return attrs.evolve(result, ventures=(changed,))


@functools.cache
def club() -> tuple[LoadedHub, RunResult, Mapping[str, bytes]]:
    """As the fixtures, with its files; hypothesis would print what is handed to it in full."""
    hub = load_hub("porto")
    result = result_of(hub, "girls-club-porto.toml")
    return hub, result, files(hub, result)


DRAWN = settings(max_examples=examples(15), phases=[Phase.explicit, Phase.generate],
                 suppress_health_check=[HealthCheck.too_slow])


@DRAWN
@given(name=NASTY, answer=NASTY)
def test_a_dossiers_text_stays_text_on_a_page(name: str, answer: str) -> None:
    hub, complete, plain = club()
    made = files(hub, with_text(complete, name, answer), "html")
    for document in ("scorecard", "proposal"):
        before, after = (Page(each[f"{document}.html"]) for each in (plain, made))
        assert set(after.tags) <= set(before.tags) | {"p", "br"}
        assert not after.loads


@settings(DRAWN, max_examples=examples(4))
@given(name=NASTY, answer=NASTY)
def test_any_text_of_a_dossier_can_be_set(name: str, answer: str) -> None:
    hub, complete, _ = club()
    made = files(hub, with_text(complete, name, answer), "docx", "pdf")
    for document in ("scorecard", "proposal"):
        docx.Document(io.BytesIO(made[f"{document}.docx"]))
        assert PdfReader(io.BytesIO(made[f"{document}.pdf"])).pages


def test_an_answer_of_forty_pages_is_set(porto: LoadedHub, complete: RunResult) -> None:
    long = "\n\n".join(f"Paragraph {n}. " + "Neighbours mend things together. " * 30
                       for n in range(250))
    made = files(porto, with_text(complete, "Long", long))
    assert len(PdfReader(io.BytesIO(made["proposal.pdf"])).pages) > 40
    assert "Paragraph 249." in word_text(made["proposal.docx"])


def test_a_title_of_several_lines_begins_in_the_head(
    porto: LoadedHub, complete: RunResult
) -> None:
    begins = []
    for name in ("Short", "Long " + "and more of it " * 20):
        result = with_text(complete, name, "Long. " * 2000)
        page = PdfReader(io.BytesIO(files(porto, result)["proposal.pdf"])).pages[1]
        lines: list[float] = []
        page.extract_text(visitor_text=lambda text, on, at, *_, lines=lines: lines.extend(
            [at[4] * on[1] + at[5] * on[3] + on[5]] if "Plano" in text else []))
        begins += lines[:1]
    # what does not go on one line is clipped, not the beginning
    assert begins[0] == pytest.approx(begins[1], abs=1)


def test_a_word_longer_than_a_line_stays_on_the_page(
    porto: LoadedHub, complete: RunResult
) -> None:
    (venture,) = complete.ventures
    result = attrs.evolve(complete, ventures=(attrs.evolve(venture, name="W" * 90),))
    page = PdfReader(io.BytesIO(files(porto, result)["proposal.pdf"])).pages[0]
    title = [line for line in page.extract_text().splitlines() if "WWW" in line]
    # a W in the type of titles is 18 points wide or more, and the page gives 450
    assert title
    assert max(line.count("W") for line in title) <= 25


def test_links_lead_to_the_web_only() -> None:
    spans = [span for block in blocks_of("[a](https://a.org) [b](javascript:x) <b>c</b>").blocks
             for span in block.spans]  # type: ignore[union-attr]
    assert [span.link for span in spans if span.link] == ["https://a.org"]
    assert "<b>c</b>" in "".join(span.text for span in spans)


@given(st.lists(st.lists(st.text(st.characters(categories=["L", "Zs"]), max_size=200),
                         min_size=3, max_size=3), min_size=1, max_size=5))
def test_the_columns_of_a_table_share_its_width(rows: list[list[str]]) -> None:
    lines = ["| a | b | c |", "| --- | --- | --: |",
             *(f"| {' | '.join(' '.join(cell.split()) or '–' for cell in row)} |" for row in rows)]
    (table,) = blocks_of("\n".join(lines)).blocks
    assert isinstance(table, Table)
    assert sum(table.shares) == pytest.approx(1)
    assert min(table.shares) > 0.05
    assert table.aligns == ("left", "left", "right")


OWN = hub_head(
    "own", "Own Hub", place="Riverside", sources={"made-up": ("Made up", "assumption")}) + """\
[proposal]
[[proposal.sections]]
id = "idea"
heading = "The idea"
answer = "summary"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "hub" / "templates").mkdir(parents=True)
    (tmp_path / "hub" / "methodology.toml").write_text(OWN, "utf-8")
    return tmp_path / "hub"


def made_by(folder: Path, *formats: str) -> Mapping[str, bytes]:
    hub = load_hub(folder)
    return files(hub, result_of(hub, "percursos.toml"), *formats)


def test_a_hub_brings_its_own_text(own: Path) -> None:
    (own / "templates" / "proposal.md.j2").write_text(
        "# Our form for {{ venture.name }}\n\n{% for s in venture.proposal.sections %}"
        "{{ s.text | paragraphs }}{% endfor %}\n", "utf-8")
    made = made_by(own)
    assert made["proposal.md"].startswith(b"# Our form for Percursos")
    assert "Our form for Percursos" in pdf_text(made["proposal.pdf"])
    assert "Our form for Percursos" in word_text(made["proposal.docx"])


def test_a_hub_brings_its_own_word_and_typst_templates(own: Path) -> None:
    letterhead = docx.Document()
    letterhead.sections[0].header.paragraphs[0].text = "Letterhead"
    letterhead.save(str(own / "templates" / "proposal.docx"))
    (own / "templates" / "proposal.typ").write_text(
        '#import "hubflow.typ": data, body\n#set page(width: 300pt)\n'
        "Our page: #data.title\n#body\n", "utf-8")
    made = made_by(own, "docx", "pdf")
    assert "Letterhead" in word_text(made["proposal.docx"])
    page = PdfReader(io.BytesIO(made["proposal.pdf"])).pages[0]
    assert page.mediabox.width == 300
    assert "Our page:" in page.extract_text()


@pytest.mark.parametrize(("name", "content", "line", "said"), [
    ("proposal.md.j2", "# ok\n{% if %}\n", 2, "template fails"),
    ("proposal.md.j2", "# ok\n\n{{ venture.nothing }}\n", 3, "nothing"),
    ("proposal.md.j2", "{{ ''.__class__.__mro__ }}", 1, "template fails"),
    ("proposal.typ", "= ok\n#let x = 1 + \"a\"\n", 2, "cannot add"),
    ("proposal.typ", '= ok\n#import "@preview/some:1.0.0"\n', 2, "from the network"),
    ("proposal.docx", "no archive", 0, "no Word file"),
    ("proposal.md.j2", "{# later #}\n", 0, "it gives no text"),
    ("proposal.md.j2", '# ok\n{% include "part.md" %}\n', 2, 'no "part.md" in its folder'),
])
def test_a_template_that_fails_is_named_with_its_line(
    own: Path, name: str, content: str, line: int, said: str
) -> None:
    (own / "templates" / name).write_text(content, "utf-8")
    with pytest.raises(BadInput) as caught:
        made_by(own, "docx", "pdf")
    (problem,) = caught.value.problems
    assert problem.file.endswith(name)
    assert problem.line == line
    assert said in str(problem)


def test_markdown_without_text_has_no_blocks() -> None:
    assert blocks_of("\n").blocks == ()
    (quote,) = blocks_of(">\n").blocks
    assert quote.kind == "quote"


@pytest.mark.parametrize(("answer", "kinds"), [
    ("We will:\n- meet\n  weekly\n* <b>cook</b>\n\nThen rest.", "paragraph list paragraph"),
    ("1. meet\n3. cook", "paragraph paragraph"),
    ("It costs 5\n- 10 a week", "paragraph"),
])
def test_a_list_in_an_answer_stays_a_list_of_text(answer: str, kinds: str) -> None:
    blocks = blocks_of(paragraphs(answer)).blocks
    assert [block.kind for block in blocks] == kinds.split()
    said = [span for block in blocks for spans in (
        [inner.spans for item in block.items for inner in item if isinstance(inner, Paragraph)]
        if isinstance(block, Listing) else [block.spans] if isinstance(block, Paragraph) else [])
        for span in spans]
    assert not any(span.bold for span in said)
    text = " ".join(span.text for span in said)
    assert text.split() == [word for word in answer.split()
                            if "list" not in kinds or word not in ("-", "*")]


def test_a_hook_that_names_no_path_for_a_template_is_named(own: Path) -> None:
    class Wrong:
        @hookimpl
        def hubflow_template(self) -> object:
            return 7

    hub = load_hub(str(own))
    hub.manager.register(Wrong())
    with pytest.raises(PluginCrash, match=r"hubflow_template .*: returned int, not str or Path"):
        template_of(hub, "proposal", "md")


def test_a_file_that_a_template_imports_is_named_where_it_fails(own: Path) -> None:
    (own / "templates" / "part.typ").write_text('= ok\n\n#panic("no")\n', "utf-8")
    (own / "templates" / "proposal.typ").write_text('#import "part.typ": *\n', "utf-8")
    with pytest.raises(BadInput, match=r"part\.typ:3: the template fails: panicked"):
        made_by(own, "pdf")


def test_a_line_breaks_where_hubflow_says_so_and_nowhere_else() -> None:
    (table,) = blocks_of("| a | b |\n| - | - |\n| x<br>y | x\\<br>y<br\\> |").blocks
    assert isinstance(table, Table)
    assert [span.text for cell in table.rows[0] for span in cell] == ["x\ny", "x<br>y<br>"]


def test_a_remark_is_told_from_the_text_and_stays_beside_it() -> None:
    found = [(b.remark, b.keep) for b in blocks_of(
        "## Head\n\n*What is asked?*\n\nThe *answer*.\n\n*2 of 9 words*\n").blocks
        if isinstance(b, Paragraph)]
    assert found == [(True, True), (False, True), (True, False)]


def test_those_who_decide_have_lines_to_sign(porto: LoadedHub, complete: RunResult) -> None:
    made = files(porto, complete)
    signed = docx.Document(io.BytesIO(made["scorecard.docx"])).tables[-1]
    assert [cell.text for cell in signed.rows[0].cells][-1] == "Assinatura"
    assert all(row.height for row in signed.rows[1:])
    assert made["scorecard.html"].decode().count('class="by-hand"') == 3


@pytest.mark.parametrize("place", ["# {}", "# T\n\n## {}", "# T\n\n{}", "# T\n\n> {}",
                                   "# T\n\n| a | b |\n| - | - |\n| {} | x |"])
def test_no_word_runs_off_a_page_of_a_pdf(porto: LoadedHub, place: str) -> None:
    document = Document(name="proposal", title="T", about="x", language="en",
                        markdown=place.format("q" * 400))
    lines = pdf_text(rendered(porto, document, "pdf")).splitlines()
    assert sum(line.count("q") for line in lines) == 400
    assert max(map(len, lines)) < 110


@settings(max_examples=examples(6))
@given(st.lists(st.lists(st.integers(0, 400), min_size=4, max_size=4), min_size=1, max_size=20))
def test_a_short_table_has_room_on_a_page(lengths: list[list[int]]) -> None:
    rows = [" | ".join(("word " * (length // 5)).strip() for length in row) for row in lengths]
    markdown = "\n".join(["| a | b | c | d |", "| - | - | - | - |", *(f"| {r} |" for r in rows)])
    document = Document(name="x", title="T", about="x", language="en", markdown=markdown)
    blocks = blocks_of(markdown)
    table = blocks.blocks[0]
    assert isinstance(table, Table)
    pages = len(PdfReader(io.BytesIO(pdf(document, blocks, None))).pages)
    assert pages == 1 or not table.short


def test_right_to_left_and_scripts_of_all_kinds(porto: LoadedHub) -> None:
    document = Document(name="proposal", title="مرحبا", about="x", language="ar",
                        markdown="# مرحبا\n\nنص 😀 字\n\n- שלום\n")
    for format in ("html", "docx", "pdf"):
        made = rendered(porto, document, format)
        assert made
        if format == "html":
            assert b'dir="rtl"' in made
        if format == "docx":
            assert "w:bidi" in zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()


def test_a_template_reaches_nothing_outside_its_folder(own: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden", "utf-8")
    (own / "templates" / "secret.txt").symlink_to(secret)
    (own / "templates" / "proposal.typ").write_text('#read("secret.txt")', "utf-8")
    with pytest.raises(BadInput):
        made_by(own, "pdf")
    (own / "templates" / "proposal.typ").unlink()
    (own / "templates" / "proposal.md.j2").write_text('{% include "secret.txt" %}', "utf-8")
    with pytest.raises(BadInput):
        made_by(own, "md")


def test_each_numbered_list_of_a_word_file_begins_anew(porto: LoadedHub) -> None:
    document = Document(name="proposal", title="T", about="x", language="en",
                        markdown="# T\n\n1. a\n2. b\n\nText.\n\n5. c\n6. d\n")
    made = docx.Document(io.BytesIO(rendered(porto, document, "docx")))
    lists = [int(p._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")[0]) for p in made.paragraphs
             if p.style is not None and p.style.name == "List Number"]
    assert len(set(lists)) == 2
    assert lists == sorted(lists)
    assert b'<ol start="5">' in rendered(porto, document, "html")


def test_what_stands_in_a_word_file_is_in_the_order_of_its_schema(
    porto: LoadedHub, draft: RunResult
) -> None:
    made = docx.Document(io.BytesIO(files(porto, draft, "docx")["proposal.docx"]))
    for table in made.tables:
        names = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
        assert names.index("tblBorders") < names.index("tblLook")
    for paragraph in made.paragraphs:
        names = [child.tag.rpartition("}")[2] for child in paragraph._p.get_or_add_pPr()]
        order = ["pStyle", "numPr", "pBdr", "shd", "tabs", "bidi", "spacing", "ind", "jc"]
        found = [order.index(name) for name in names if name in order]
        assert found == sorted(found), names


def test_the_parts_of_a_line_of_the_finance_plan_stand_in(
    porto: LoadedHub, complete: RunResult
) -> None:
    made = files(porto, complete)
    plan = docx.Document(io.BytesIO(made["proposal.docx"])).tables[-1]
    names = [row.cells[0].text for row in plan.rows]
    assert "\u2003FSE+" in names
    assert "Financiamento público" in names
    assert ">\u2003FSE+<" in made["proposal.html"].decode()


def test_a_draft_in_a_hubs_own_word_file_is_marked_once_on_each_kind_of_page(own: Path) -> None:
    template = docx.Document()
    template.add_section()
    template.sections[0].different_first_page_header_footer = True
    template.sections[0].first_page_header.paragraphs[0].text = "Letterhead"
    template.sections[-1].page_width = Mm(105)
    template.save(str(own / "templates" / "proposal.docx"))
    hub = load_hub(str(own))
    document = Document(name="proposal", title="x", about="x", language="en", draft="DRAFT",
                        markdown="# x\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n")
    made = docx.Document(io.BytesIO(rendered(hub, document, "docx")))
    first = made.sections[0]
    mark = "DRAFT"
    for header in (first.header, first.first_page_header):
        assert [p.text for p in header.paragraphs].count(mark) == 1
    assert first.first_page_header.paragraphs[0].text == "Letterhead"
    last = made.sections[-1]
    room = int(Mm(105)) - sum(int(part or 0) for part in (last.left_margin, last.right_margin))
    (table,) = made.tables
    assert sum(int(cell.width or 0) for cell in table.rows[0].cells) <= room


def test_characters_that_word_refuses_are_left_out(porto: LoadedHub) -> None:
    document = Document(name="x", title="x", about="x", language="en", markdown="a\x01\x0cb\r\nc")
    for format in own_formats():
        assert rendered(porto, document, format)


def test_a_table_becomes_cards_on_a_telephone_only_where_it_does_not_fit() -> None:
    """Narrow numbers stay a table, whatever their columns; a long text beside others does not."""
    scores = "| Rank | Venture | 1 | 2 | 3 | 4 |\n|---|---|---|---|---|---|\n" + (
        "| 1 | The garden | 2.67 | 3 | 3.33 | 4 |\n")
    texts = "| Stage | Recommendation | Decision |\n|---|---|---|\n" + (
        "| Identify | advance | Applications: advance (The council, 10 November 2022) |\n")
    pair = "| Condition | State |\n|---|---|\n| Who is served is protected in all they do | met |\n"
    assert [block.folds for text in (scores, texts, pair) for block in blocks_of(text).blocks
            if block.kind == "table"] == [False, True, False]


def test_rows_stay_whole_unless_one_is_as_long_as_a_page() -> None:
    head = "| a | b |\n| --- | --- |\n"
    short, long = (next(iter(blocks_of(f"{head}| x | {'word ' * n}|").blocks)) for n in (40, 900))
    assert isinstance(short, Table)
    assert isinstance(long, Table)
    assert short.whole_rows
    assert not long.whole_rows


def test_columns_have_room_for_their_longest_words() -> None:
    def table(*heads: str) -> Table:
        (found,) = blocks_of("\n".join((f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|",
                                        f"| {' | '.join('x' for _ in heads)} |"))).blocks
        assert isinstance(found, Table)
        return found

    narrow = table("Identificar", "Compreender", "Testar", "Incubar", "Comercializar", "Crescer")
    for share, head in zip(narrow.shares, narrow.head, strict=True):
        assert share * 82.01 >= narrow.type_size * (1.2 * len(plain_text(head)) + 3)
    assert 0.9 < narrow.type_size < 1
    assert table("Rank", "Name").type_size == 1
    crowded = table(*["Comercialização"] * 6)
    assert 0.75 <= crowded.type_size < 1
    assert sum(crowded.shares) == pytest.approx(1)
