"""Write the document about one venture that a jury reads before it judges."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from hubflow.documents.publishing.hub_templates import filled, template_of
from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import environment, one_line
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.jury.dossier_parts import (
    Block,
    DossierPart,
    DossierParts,
    Grid,
    Hide,
    Points,
    ShownFact,
)
from hubflow.jury.hub_content import hub_content
from hubflow.jury.jury_questions import JuryQuestions
from hubflow.model.results import RunResult
from hubflow.plugins.document import Document
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.inheriting import ANSWERS
from hubflow.reading.dossiers.load import InputEntry
from hubflow.reading.values.vocabulary_words import word_in
from hubflow.text.catalogue import words

NAME = "dossier"
"""The document's name for a hub's templates and renderers."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReadingDocument:
    """The content of the document. It holds nobody's judgements.

    ``title`` is the venture's name, or what its code is told as; ``challenge`` that of the problem
    that it answers. ``sections`` are headings and texts of the proposal.
    """

    title: str
    phase: str
    about: str
    place: str
    challenge: str
    summary: str
    parts: tuple[DossierPart, ...]
    sections: tuple[tuple[str, str], ...]
    checked: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    attachments: tuple[str, ...]
    sources: tuple[str, ...]
    blind: bool


def reading_of(
    entry: InputEntry,
    asked: JuryQuestions,
    prepared: Prepared,
    result: RunResult,
    hide: Hide | None = None,
    title: str = "",
) -> ReadingDocument:
    """Return the document's content in the result's language.

    With ``hide`` it is blind: ``title`` replaces the venture's name.
    """
    language = result.hub.language
    told = _words(language)
    out = hide or _as_it_is
    dossier, venture = entry.dossier, asked.venture
    own = hub_content(prepared, venture)
    showing = ResultWords(language)
    place = dossier.place
    edition = told["edition"].format(edition=result.hub.edition)
    as_of = told["as_of"].format(date=showing.day(result.as_of))
    day = dt.date.fromisoformat(result.as_of)
    return ReadingDocument(
        title=title or venture.name, phase=asked.phase.name,
        about=f"{result.hub.name} · {edition} · {as_of}",
        place=f"{place.name}{f' ({place.country})' if place.country else ''}" if place else "",
        challenge=out(entry.challenge.name) if entry.challenge else "",
        summary=out(dossier.summary or ""),
        parts=(*DossierParts(dossier, language, told, out, own, day).parts(),
               *_answers(dossier.hubs.get(result.hub.id, {}).get(ANSWERS, {}), asked,
                         told["answers"], out)),
        sections=tuple((section.heading, out(section.text)) for section in own.sections),
        checked=tuple((rule.text, showing.word(rule.status))
                      for rule in asked.phase.requirements if not _judged(rule.id, asked)),
        missing=tuple(out(one.text) for one in asked.phase.missing if one.kind == "fact"),
        attachments=_attachments(dossier.incubate.attachments, told, blind=hide is not None),
        sources=tuple(_sources(entry, language, told, blind=hide is not None)),
        blind=hide is not None,
    )


def reading_document(
    hub: LoadedHub, reading: ReadingDocument, result: RunResult, proof: str = ""
) -> Document:
    """Return the document in one language, by the hub's own template if it brings one.

    ``proof`` tells at the foot of each page which register it was made of.
    """
    language = result.hub.language
    told = _words(language)
    template = template_of(hub, NAME, "md")
    markdown = reading_markdown(reading, language) if template is None else filled(
        template, {"reading": reading, "hub": result.hub})
    edition = told["edition"].format(edition=result.hub.edition)
    return Document(
        name=NAME, title=one_line(f"{told['dossier']}: {reading.title}"), markdown=markdown,
        language=language, about=" · ".join(filter(None, (result.hub.name, edition, proof))))


def reading_markdown(reading: ReadingDocument, language: str) -> str:
    """Return the document as Markdown."""
    return environment().get_template("reading.md.j2").render(r=reading, w=_words(language))


def texts_of(reading: ReadingDocument) -> Iterator[str]:
    """Return every text from the dossier that the document shows."""
    yield from (reading.challenge, reading.summary)
    for part in reading.parts:
        for block in part.blocks:
            yield from _texts(block)
    yield from (text for _, text in reading.sections)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, ShownFact):
        yield block.text
    elif isinstance(block, Points):
        yield from block.items
    elif isinstance(block, Grid):
        for row in block.rows:
            yield from row


def _words(language: str) -> Mapping[str, str]:
    return {**words(language), **words(language, "jury")}


def _as_it_is(text: str) -> str:
    return text


def _judged(id: str, asked: JuryQuestions) -> bool:
    return any(rule.id == id for rule in asked.rules)


def _attachments(
    names: tuple[str, ...], told: Mapping[str, str], *, blind: bool
) -> tuple[str, ...]:
    """Return the names of attached files, or in a blind document how many there are."""
    return (told["attachments_blind"].format(n=len(names)),) if blind and names else names


def _answers(
    answers: Mapping[str, str], asked: JuryQuestions, title: str, out: Hide
) -> Iterator[DossierPart]:
    """Yield the applicant's answers to what the jury judges in the phase, if there are any."""
    blocks = tuple(ShownFact(label=rule.title, text=out(answers[rule.id])) for rule in asked.rules
                   if answers.get(rule.id, "").strip())
    if blocks:
        yield DossierPart(title=title, blocks=blocks)


def _sources(
    entry: InputEntry, language: str, told: Mapping[str, str], *, blind: bool
) -> Iterator[str]:
    """Return the titles of the facts' sources, or in a blind document how many of each kind."""
    def status(word: str) -> str:
        if word == "illustrative":
            return f"{word_in(word, language)}: {told['illustrative']}"
        return word_in(word, language)

    sources = entry.dossier.sources
    if not blind:
        for source in sources:
            yield f"{source.title} ({status(source.status)})"
        return
    for word, count in Counter(source.status for source in sources).items():
        yield told["source_count"].format(n=count, status=status(word))
