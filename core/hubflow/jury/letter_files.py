"""Write letters on released decisions from a source of cases, files or a register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import attrs

from hubflow.documents.publishing.publish import in_formats
from hubflow.engine.pipeline.case_source import CaseSource, DecisionRecord
from hubflow.jury.decision_to_tell import decision_to_tell, not_released_after
from hubflow.jury.letter import Letter, letter_document, letter_of
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.rates import Rates
from hubflow.model.results import HubResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.catalogue import words
from hubflow.text.spoken import say

MERGE_COLUMNS = ("id", "venture", "to", "decision", "phase", "date", "released")


@attrs.frozen(eq=False, repr=False)
class LetterFile:
    """A letter on a decision, with the hub whose layout and words it uses."""

    decision: DecisionRecord
    layout: LoadedHub
    letter: Letter
    about: HubResult

    def formats(self, formats: Sequence[str]) -> Mapping[str, bytes]:
        """Return the letter in each format, by its file's name, which is the venture's id."""
        document = letter_document(self.layout, self.letter, self.about)
        return {f"{self.decision.venture}.{format}": content
                for format, content in in_formats(self.layout, document, formats)}


@attrs.frozen(eq=False, repr=False)
class Letters:
    """The letters that may be sent, by venture, and why the other ventures get none.

    ``sent`` are the ventures among the others whose letter was sent already; ``names`` has the
    names of all of these.
    """

    written: Mapping[str, LetterFile]
    untold: Mapping[str, str]
    sent: Collection[str] = ()
    names: Mapping[str, str] = MappingProxyType({})


def letters_from(
    source: CaseSource, today: dt.date, *, panel: Sequence[Path] = (), rates: Rates | None = None,
    language: str | None = None, excepted: Collection[str] = (), again: bool = False,
    until: dt.date | None = None,
) -> Letters:
    """Return the letters that ventures may get by a day; arguments as for a run.

    ``until`` is the last day for complaints, in place of that of the call's step.
    Those that were sent already are left out unless ``again``, and so are ventures ``excepted``;
    raises :class:`BadInput` for one of these that is not among the source's.
    """
    told: dict[str, DecisionRecord] = {}
    untold: dict[str, str] = {}
    sent: list[str] = []
    of_source = source.decisions()
    problems = [Problem(f"--except {id}", 0, "", say("commands.not_among_ventures"),
                        did_you_mean(id, of_source)) for id in excepted if id not in of_source]
    if problems:
        raise BadInput(problems)
    for venture, decisions in of_source.items():
        decision, why = decision_to_tell(decisions, today)
        if venture in excepted:
            untold[venture] = say("commands.left_out_here")
        elif decision is None:
            untold[venture] = why
        elif decision.sent is not None and decision.sent <= today and not again:
            later = not_released_after(decisions, decision, today)
            untold[venture] = (
                say("office.it_was_sent_on", day=decision.sent) if later is None else
                say("office.earlier_was_sent", day=decision.sent, later=later.date))
            sent.append(venture)
        else:
            told[venture] = decision.replace(complaints_until=until or decision.complaints_until)
    if not told:
        for cases in source.case_sets():  # what is wrong with the record is told all the same
            cases.prepared(panel=panel, rates=rates, language=language)
    made = letters_on(source, list(told.values()), panel=panel, rates=rates, language=language)
    names = ({entry.own.id: entry.own.name for entry in source.entries()} if untold else {})
    return Letters({one.decision.venture: one for one in made}, untold, sent, names)


def letters_on(
    source: CaseSource, decisions: Sequence[DecisionRecord], *, panel: Sequence[Path] = (),
    rates: Rates | None = None, language: str | None = None,
) -> list[LetterFile]:
    """Return a letter on each decision, in the order of ``decisions``.

    It tells the rules as they stood when the body decided, and writes to whom the dossier names
    now.
    """
    dossiers = {entry.own.id: entry.dossier for entry in source.entries()} if decisions else {}
    made: dict[DecisionRecord, LetterFile] = {}
    for cases, taken in source.when_decided(decisions):
        prepared = cases.prepared(panel=panel, rates=rates, language=language)
        result = cases.result(prepared, severity=False)
        found = {venture.id: venture for venture in result.ventures}
        for decision in taken:
            letter = letter_of(decision, dossiers[decision.venture], found[decision.venture],
                               prepared.methodology, result.hub.language)
            made[decision] = LetterFile(decision, cases.layout, letter, result.hub)
    return [made[decision] for decision in decisions]


def merge_rows(letters: Mapping[str, LetterFile], language: str | None) -> list[list[str]]:
    """Return a list of the letters for a mail merge: a row for each, below its headings.

    Its headings are in ``language``; without it in that of the letters.
    """
    spoken = next((one.about.language for one in letters.values()), "en")
    texts = words(language or spoken, "letter")
    return [[texts[f"list_{key}"] for key in MERGE_COLUMNS],
            *([id, one.letter.venture, "; ".join(one.letter.to),
               {**words(one.about.language, "call"), **words(one.about.language)}[
                   "closed" if one.decision.closes else one.decision.decision],
               one.letter.phase, one.letter.date, one.letter.released]
              for id, one in letters.items())]
