"""Assemble a jury's pack: for each assessor a folder with a scoring sheet and documents to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from hubflow.cli.terminal_text import one_line
from hubflow.documents.publishing.failed_documents import FailedDocuments
from hubflow.documents.publishing.publish import in_formats
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.jury.assessor_task import ScoringSheet, Task
from hubflow.jury.dossier_parts import Hide
from hubflow.jury.jury_questions import JuryQuestions, UnaskedVenture, awaited_from, questions_for
from hubflow.jury.reading_document import reading_document, reading_of, texts_of
from hubflow.jury.sheets.jury_codes import codes_for
from hubflow.jury.sheets.scoring_marks import ScoringMark
from hubflow.jury.sheets.scoring_sheet import scoring_workbook
from hubflow.model.assessors import Assessor, Panel
from hubflow.model.input_problems import one_problem
from hubflow.model.methodology import Criterion
from hubflow.model.results import RunResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.load import InputEntry
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.text.catalogue import ENGLISH, words
from hubflow.text.spoken import say, spoken_language

KEY = "_key.csv"
"""The secretary's list; its name begins so that a folder of sheets can be read with it inside."""

PEOPLE = "_assessors.csv"
"""Who gets which folder."""


@attrs.frozen(eq=False, repr=False)
class PackOptions:
    """The options of a pack.

    ``hides`` returns, for a dossier and its code, a function that removes names from a text; None
    if the jury reads with names. ``progress`` is called with the current step. ``proof`` tells of
    which register the pack is made.
    """

    phase: str | None
    formats: Sequence[str]
    hides: Callable[[InputEntry, str], Hide] | None = None
    progress: Callable[[str], None] = lambda _: None
    proof: str = ""


@attrs.frozen
class Share:
    """The work of one assessor: ventures to read, judgements to make, ventures they abstain on."""

    assessor: str
    file: str
    ventures: tuple[str, ...]
    judgements: int
    abstains: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Pack:
    """Files by their path, each assessor's share, and what the secretary must know.

    ``unread`` are ventures that fewer assessors read than the method asks for, in all or, if
    ``grouped``, of a group. ``texts`` are those
    of the dossiers, as the documents show them, by the venture's id. ``failed`` are ventures whose
    document could not be made; the scoring sheets hold their rows all the same. ``names`` has the
    names of the ventures that are judged.
    """

    files: Mapping[str, bytes]
    shares: tuple[Share, ...]
    codes: Mapping[str, str]
    not_asked: tuple[UnaskedVenture, ...]
    unread: tuple[str, ...]
    names: Mapping[str, str]
    least: int
    grouped: bool
    texts: Mapping[str, tuple[str, ...]]
    failed: FailedDocuments


def pack_of(
    prepared: Prepared, result: RunResult, assessors: Sequence[Assessor], wanted: PackOptions,
    layout: LoadedHub,
) -> Pack:
    """Return the pack for a jury; documents take the layout of ``layout``.

    Raises :class:`BadInput` where nothing is to be judged.
    """
    texts = words(result.hub.language, "jury")
    asked, others = questions_for(result.ventures, prepared.methodology, result.hub.language,
                             (texts["yes"], texts["no"]), wanted.phase,
                             decided_only=prepared.decided_only,
                             awaited=awaited_from(assessors, prepared.judgements))
    if not asked:
        raise one_problem(
            "jury-pack", say("office.there_is_nothing_for_a_jury_to") + "; ".join(
                f"{one_line(one.name)}: {why_not(one, spoken_language())}" for one in others[:5]),
            _judged_phases(prepared, wanted.phase))
    making = _Making(prepared, layout, result, wanted, {one.venture.id: one for one in asked})
    files: dict[str, bytes] = {}
    shares = []
    readers: dict[str, list[str]] = {id: [] for id in making.asked}
    for assessor in assessors:
        share = making.share(assessor)
        for id in share.ventures:
            readers[id].append(assessor.id)
            files |= {f"{assessor.id}/{name}": content
                      for name, content in making.documents(id).items()}
        if share.ventures or share.abstains:
            files[share.file] = making.sheet(assessor, share)
        shares.append(share)
    making.failed.raise_if_all_failed()
    files[KEY] = making.key(assessors, readers)
    files[PEOPLE] = _people(assessors, shares, texts)
    panel, groups = prepared.methodology.panel, {one.id: one.group for one in assessors}
    return Pack(
        files=files, shares=tuple(shares), codes=making.codes, not_asked=tuple(others),
        unread=tuple(id for id, by in readers.items()
                     if _too_few(panel, [groups[reader] for reader in by])),
        names={id: one_line(one.venture.name) for id, one in making.asked.items()},
        least=panel.minimum_assessors, grouped=bool(panel.groups),
        texts=making.texts, failed=making.failed)


def _too_few(panel: Panel, readers: Sequence[str | None]) -> bool:
    """Return whether fewer read a venture than the panel needs; ``readers`` are their groups."""
    return len(readers) < panel.minimum_assessors or any(
        readers.count(group.id) < group.minimum_assessors for group in panel.groups)


def _judged_phases(prepared: Prepared, named: str | None) -> str:
    """Return what to do if no jury judges in the phase, or no venture is in it."""
    phases = [phase.id for phase in prepared.methodology.phases if phase.judged]
    if named in phases:
        return say("office.reached_once")
    return (say("office.name_a_phase_in_which", phases=", ".join(phases)) if phases
            else say("office.in_no_phase"))


def why_not(one: UnaskedVenture, language: str = ENGLISH) -> str:
    """Return why the jury has no questions about a venture."""
    return words(language, "jury")[one.why].format(phase=one.phase)


def not_asked_lines(others: Iterable[UnaskedVenture]) -> list[str]:
    """Return what is said of ventures about which nothing is asked, a line for each reason."""
    reasons: dict[str, list[str]] = {}
    for one in others:
        reasons.setdefault(why_not(one, spoken_language()), []).append(one_line(one.name))
    return [say("office.nothing_is_asked_of", ventures=", ".join(ventures), why=why)
            for why, ventures in reasons.items()]


@attrs.define(eq=False, repr=False)
class _Making:
    """Makes each document once, however many assessors read it."""

    prepared: Prepared
    layout: LoadedHub
    result: RunResult
    wanted: PackOptions
    asked: Mapping[str, JuryQuestions]
    codes: Mapping[str, str] = attrs.field(init=False)
    texts: dict[str, tuple[str, ...]] = attrs.field(init=False, factory=dict)
    failed: FailedDocuments = attrs.field(init=False, factory=FailedDocuments)
    _entries: Mapping[str, InputEntry] = attrs.field(init=False)
    _made: dict[str, Mapping[str, bytes]] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self._entries = {case.id: case.entry for case in self.prepared.cases}
        self.codes = codes_for(self._entries)

    @property
    def blind(self) -> bool:
        return self.wanted.hides is not None

    def share(self, assessor: Assessor) -> Share:
        """Return an assessor's share; a conflict known beforehand overrides everything else."""
        mine = [id for id in self.asked if not assessor.ventures or id in assessor.ventures]
        abstains = tuple(id for id in self.asked if id in assessor.conflicts)
        reads = tuple(id for id in mine if id not in abstains)
        judgements = sum(rule.expected for id in reads
                         for rule in self.asked[id].rules)
        return Share(assessor.id, f"{assessor.id}/jury-{assessor.id}.xlsx", reads, judgements,
                     abstains)

    def sheet(self, assessor: Assessor, share: Share) -> bytes:
        """Return the scoring sheet of an assessor."""
        hub, told = self.result.hub, words(self.result.hub.language, "jury")
        edition = words(hub.language)["edition"].format(edition=hub.edition)
        calls = {self.asked[id].venture.call_name for id in (*share.ventures, *share.abstains)}
        about = told["guide_call" if any(calls) else "guide_hub"].format(
            hub=hub.name, edition=edition, call=", ".join(sorted(filter(None, calls))))
        return scoring_workbook(ScoringSheet(
            mark=ScoringMark(hub.id, hub.edition, assessor.id, self.blind, self.scales()),
            assessor=assessor.name or assessor.id, about=about, language=hub.language, words=told,
            proof=self.wanted.proof, tasks=[Task(self.asked[id], self.name(id), self.title(id),
                        ", ".join(f"{self.name(id)}.{format}" for format in self.wanted.formats),
                        id in share.abstains)
                   for id in self.asked if id in share.ventures or id in share.abstains]))

    def scales(self) -> Mapping[str, Mapping[str, Sequence[float | str]]]:
        """Return the scale of each criterion that is asked about, by its phase."""
        asked = {one.phase.phase for one in self.asked.values()}
        return {phase.id: {rule.id: list(rule.scale) for rule in phase.judged
                           if isinstance(rule, Criterion)}
                for phase in self.prepared.methodology.phases if phase.id in asked}

    def name(self, id: str) -> str:
        """Return a venture's name in files and rows: its id, or its code."""
        return self.codes[id] if self.blind else id

    def title(self, id: str) -> str:
        """Return a venture's name for readers, or its replacement in a blind pack."""
        if not self.blind:
            return self.asked[id].venture.name
        return words(self.result.hub.language, "jury")["code"].format(code=self.codes[id])

    def documents(self, id: str) -> Mapping[str, bytes]:
        """Return the document of a venture in every format, by its file's name.

        None where it cannot be made; ``failed`` then holds why.
        """
        if id not in self._made:
            self.wanted.progress(say(
                "commands.progress_of", number=len(self._made) + 1, all=len(self.asked), id=id))
            self._made[id] = {}
            with self.failed.of(id):
                self._made[id] = self._document(id)
        return self._made[id]

    def _document(self, id: str) -> Mapping[str, bytes]:
        hides = self.wanted.hides
        hide = hides(self._entries[id], self.codes[id]) if hides else None
        reading = reading_of(self._entries[id], self.asked[id], self.prepared, self.result, hide,
                             self.title(id))
        self.texts[id] = tuple(texts_of(reading))
        document = reading_document(self.layout, reading, self.result, self.wanted.proof)
        return {f"{self.name(id)}.{format}": content
                for format, content in in_formats(self.layout, document, self.wanted.formats)}

    def key(self, assessors: Iterable[Assessor], readers: Mapping[str, Sequence[str]]) -> bytes:
        """Return the secretary's list: each venture, its code in a blind pack, and who reads it."""
        heads = ("venture", "name", "code", "phase", "readers", "abstain")
        return csv_list(heads, ((
            id, asked.venture.name, self.codes[id] if self.blind else "", asked.phase.name,
            " ".join(readers[id]), " ".join(one.id for one in assessors if id in one.conflicts))
            for id, asked in self.asked.items()), words(self.result.hub.language, "jury"))


def _people(
    assessors: Iterable[Assessor], shares: Iterable[Share], texts: Mapping[str, str]
) -> bytes:
    """Return the list of who gets which folder."""
    return csv_list(("assessor", "person", "email", "sheet", "ventures", "judgements"), (
        (assessor.id, assessor.name or "", assessor.email or "", share.file,
         len(share.ventures), share.judgements)
        for assessor, share in zip(assessors, shares, strict=True)), texts)


def csv_list(
    heads: Sequence[str], rows: Iterable[Sequence[Any]], texts: Mapping[str, str]
) -> bytes:
    """Return a secretary's list for a spreadsheet program, its headings in words of ``texts``."""
    return csv_bytes([[texts[f"list_{head}"] for head in heads], *rows], for_spreadsheets=True)
