"""Read `[hubs.<id>]`: the judgements and local facts that a dossier holds for one hub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import Judgement, OwnJudgement
from hubflow.model.methodology import LocalFact, Methodology
from hubflow.model.plain_record import PlainRecord
from hubflow.model.values import Gap, is_number
from hubflow.reading.dossiers.inheriting import ANSWERS, JUDGEMENTS
from hubflow.reading.dossiers.load import InputEntry
from hubflow.reading.panel.judgement_checks import JudgementRules, ambiguous
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.legal import RefusedError, legal, shown
from hubflow.reading.records.nearest import did_you_mean, nearest
from hubflow.reading.records.structuring import attempt
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.toml.source import TomlFile
from hubflow.text.spoken import say


class HubBlock(PlainRecord):
    """A hub's local facts by id (ticked labels as a tuple), and its judgements."""

    local: Mapping[str, Any]
    judgements: tuple[Judgement, ...]


def read_hub_block(entry: InputEntry, methodology: Methodology) -> HubBlock:
    """Return the blocks for this hub in an entry's dossier and in its challenge, joined.

    A local fact of the dossier goes before the challenge's. Raises :class:`BadInput` with every
    unknown key, value of a wrong type, and judgement that does not fit the methodology.
    """
    reader = _Reader(methodology, entry.dossier.id)
    if entry.challenge is not None and entry.challenge_file is not None:
        reader.read(entry.challenge.hubs, entry.challenge_file)
    reader.read(entry.own.hubs, entry.file)
    for earlier, later in ambiguous(reader.judgements):
        file, at = reader.places[id(later)]
        reader.problems.append(file.problem(
            (*at, "assessor"), say("reading-problems.has_judged_already", assessor=later.assessor,
                                   criterion=later.criterion, where=earlier.where),
                                            say("reading-problems.leave_one_out_or_date_them"),
        ))
    if reader.problems:
        raise BadInput(reader.problems)
    return HubBlock(reader.local, tuple(reader.judgements))


def misspelt_hub(entry: InputEntry, hub: str) -> Problem | None:
    """Return a warning where a dossier has no block for this hub, but one for a similar name.

    The block may be another hub's, so this is no error.
    """
    near = nearest(hub, entry.own.hubs)
    if near is None or hub in entry.own.hubs:
        return None
    return entry.file.problem(("hubs", near),
                              say("reading-problems.is_passed_over_the_hub_in", hub=hub),
                              say("reading-problems.if_it_is_meant_write_hubs", hub=hub))


@attrs.define(eq=False, repr=False)
class _Reader:
    methodology: Methodology
    venture: str
    local: dict[str, Any] = attrs.field(factory=dict)
    judgements: list[Judgement] = attrs.field(factory=list)
    places: dict[int, tuple[TomlFile, KeyPath]] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)

    def read(self, hubs: Mapping[str, Mapping[str, Any]], file: TomlFile) -> None:
        """Add the block of one file."""
        at: KeyPath = ("hubs", self.methodology.hub.id)
        block = hubs.get(self.methodology.hub.id, {})
        facts = {fact.id: fact for fact in self.methodology.facts}
        for key, value in block.items():
            if key == JUDGEMENTS:
                continue
            if key == ANSWERS:
                self.problems += _answer_flaws(value, file, (*at, ANSWERS))
                continue
            if key not in facts:
                self.problems.append(file.problem(
                    (*at, key), say("reading-problems.unknown_key"),
                                                  did_you_mean(key, [*facts, ANSWERS, JUDGEMENTS])
                ))
                continue
            flaws = tuple(_unknown_labels(facts[key], value))
            self.problems += [file.problem((*at, key, *flaw.path), flaw.what, flaw.to_do)
                              for flaw in flaws]
            if flaws:
                continue
            try:
                self.local[key] = local_value(facts[key], value)
            except RefusedError as error:
                self.problems.append(file.problem((*at, key), error.what, error.to_do))
        self._judgements(block.get(JUDGEMENTS, []), file, (*at, JUDGEMENTS))

    def _judgements(self, raw: Any, file: TomlFile, at: KeyPath) -> None:
        if not isinstance(raw, list):
            heading = shown_key(at)
            self.problems.append(file.problem(at, say("reading-problems.must_be_a_list_not",
                                                      raw=shown(raw)),
                                              say("reading-problems.head_each_with",
                                                  heading=heading)))
            return
        if raw and self.methodology.panel.origin == "sheets":
            self.problems.append(file.problem(
                at, say("reading-problems.this_method_counts_no_judgements_in"),
                say("reading-problems.the_jury_hands_in_sheets_of")))
            return
        rules = JudgementRules.of(self.methodology)
        for position, entry in enumerate(raw):
            here = (*at, position)
            said, flaws = attempt(entry, OwnJudgement)
            found = list(flaws) if said is None else list(_score_flaws(said))
            for flaw in found:
                self.problems.append(file.problem((*here, *flaw.path), flaw.what, flaw.to_do))
            if said is None or found:
                continue
            # The key, not the line: to look for lines takes longer than the rest together.
            judgement = self._judgement(said, f"{file.name}: {shown_key(here)}")
            for key, what, to_do in rules.problems(judgement):
                key = _said(said) if key == "score" else key
                self.problems.append(file.problem((*here, key), what, to_do))
            self.places[id(judgement)] = file, here
            self.judgements.append(judgement)

    def _judgement(self, said: OwnJudgement, where: str) -> Judgement:
        score = getattr(said, _said(said))
        return Judgement(
            venture=self.venture, phase=said.phase, criterion=said.criterion,
            assessor=said.assessor, score=float(score) if is_number(score) else score,
            note=said.note, date=said.date, conflict=said.conflict, where=where,
            from_dossier=True, group=said.group or "",
        )


def local_value(fact: LocalFact, value: Any) -> Any:
    """Return a local fact's value by its type: a number as float, ticked labels as a tuple.

    Raises :class:`RefusedError`.
    """
    if fact.type != "labels":
        return legal(fact.kind, value)
    if isinstance(value, str) and value in list(Gap):
        return Gap(value)
    if not isinstance(value, list):
        raise RefusedError(say("reading-problems.must_be_a_list_of_labels", value=shown(value)),
                           say("reading-problems.put_the_labels_in_square_brackets"))
    for flaw in _unknown_labels(fact, value):
        raise RefusedError(flaw.what, flaw.to_do)
    return tuple(dict.fromkeys(value))


def _answer_flaws(answers: Any, file: TomlFile, at: KeyPath) -> Iterator[Problem]:
    """Yield what is wrong with the answers to what the jury judges, texts by criterion.

    One to a criterion that the method no longer has stays, as the applicant gave it.
    """
    if not isinstance(answers, Mapping):
        yield file.problem(at, say("reading-problems.must_be_a_table_of_keys",
                                   value=shown(answers)))
        return
    for key, value in answers.items():
        if not isinstance(value, str):
            yield file.problem((*at, key), say("reading-problems.must_be_text_not",
                                                  value=shown(value)))


def _unknown_labels(fact: LocalFact, value: Any) -> Iterator[RecordFlaw]:
    """Yield the ticked labels that a fact does not know, each with its position."""
    if fact.type == "labels" and isinstance(value, list):
        for position, label in enumerate(value):
            if label not in fact.labels:
                yield RecordFlaw((position,), say("reading-problems.is_not_one_of_its_labels",
                                                  label=shown(label)),
                           did_you_mean(label, fact.labels))


def _said(said: OwnJudgement) -> str:
    """Return which of the three keys for a score a judgement uses."""
    return next((key for key in ("score", "level", "holds") if getattr(said, key) is not None),
                "score")


def _score_flaws(said: OwnJudgement) -> Iterator[RecordFlaw]:
    given = [key for key in ("score", "level", "holds") if getattr(said, key) is not None]
    if len(given) > 1:
        yield RecordFlaw((given[1],), say("reading-problems.stands_beside", given=given[0]),
                         say("reading-problems.leave_one_of_them_out"))
    elif given == ["score"] and not isinstance(said.score, int | float | str):
        yield RecordFlaw(
            ("score",), say("reading-problems.must_be_a_number_a_label", score=shown(said.score))
        )
    elif given == ["score"] and not isinstance(said.score, str) and abs(said.score) > 1e15:
        yield RecordFlaw(("score",), say("reading-problems.is_too_large_a_number"))
