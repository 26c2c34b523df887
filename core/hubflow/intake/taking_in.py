"""Write the dossiers of an export into a folder, and tell what is new, changed, late or twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.cli.file_writing import write_whole
from hubflow.cli.terminal_text import one_line
from hubflow.intake.again import AnsweredAgain, answered_again, marked
from hubflow.intake.answers_table import read_answers
from hubflow.intake.arrivals import (
    Arrival,
    arrivals,
    call_beside,
    call_of_file,
    late,
    members_text,
)
from hubflow.intake.column_summary import ColumnSummary, column_summaries, summary_lines
from hubflow.intake.intake import sound_answers
from hubflow.intake.intake_map import LoadedMap
from hubflow.intake.intake_targets import unmapped_headings
from hubflow.intake.register_versions import (
    RegisterVersions,
    recorded_call_text,
    recorded_versions,
)
from hubflow.model.call import Call
from hubflow.model.files import CALL_FILE
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.model.methodology import Methodology
from hubflow.reading.dossiers.key_questions import KeyQuestions
from hubflow.reading.toml.source import parse_toml
from hubflow.repeats.known_ventures import of_folder, of_register, told
from hubflow.repeats.likeness import repeated_applicants
from hubflow.text.deadlines import deadline_in_message
from hubflow.text.numbers import moment_in_words
from hubflow.text.spoken import say, spoken_language
from hubflow.workbook.questions.dossier_toml import dossier_toml

_SHOWN = 8
"""The changes of one dossier that are shown."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TakenIn:
    """What became of an export: the dossiers, each column, and a line for each thing to know.

    ``unmapped`` are headings that the map leaves out without saying so.
    """

    again: AnsweredAgain
    written: tuple[str, ...]
    columns: tuple[ColumnSummary, ...]
    unmapped: tuple[str, ...]
    late: tuple[Arrival, ...]
    lines: tuple[str, ...]

    def as_data(self) -> Mapping[str, Any]:
        """Return it for programs."""
        return {
            "written": self.written, "as_before": self.again.same,
            "changed": self.again.changed, "edited": sorted(self.again.edited),
            "columns": self.columns, "not_in_the_map": self.unmapped,
            "late": [{"venture": one.id, "received": one.moment.isoformat()}
                     for one in self.late],
            "notes": self.lines}


def take_in(
    export: Path, file: LoadedMap, folder: Path, methodology: Methodology | None, *,
    update: bool, register: str | None = None, call_id: str | None = None,
) -> TakenIn:
    """Write what is new, and return what became of the answers.

    With ``update`` changed answers replace dossiers that nobody edited. Of ventures that a
    ``register`` has only those are written whose answers changed; with ``call_id`` a folder
    without a ``call.toml`` gets one of what the register says of that call. Raises
    :class:`BadInput` with every problem, before anything is written.
    """
    answers = read_answers(export, file.map)
    read = sound_answers(answers, file, folder, methodology)
    dossiers = read.files
    hub = methodology.hub.id if methodology else None
    text = _text_of_call(folder, register, hub, call_id)
    call = call_of_file(parse_toml(text, CALL_FILE)) if text else call_beside(folder)
    ids = {dossier.spots[()].line: str(dossier.data["id"]) for dossier in dossiers}
    came = arrivals(answers, file, ids, call, methodology.hub.language if methodology else "")
    recorded = {} if register is None else recorded_versions(register, hub)
    texts: dict[str, tuple[str, Mapping[str, Any]]] = {}
    questions = KeyQuestions(spoken_language(), methodology)
    versions = RegisterVersions(questions)
    for dossier in dossiers:
        data = versions.held_against(recorded, dossier.data)
        if data is not None:
            texts[f"{data['id']}.toml"] = (dossier_toml(data), data)
    again = answered_again(folder, texts, questions)
    written = {**again.new, **({name: marked(texts[name][0]) for name in again.changed
                                if name not in again.edited} if update else {})}
    if written:
        write_whole(folder, written, private=True)
    if text:
        write_whole(folder, {CALL_FILE: text.encode()})
    columns = column_summaries(read, file.map.repeats)
    lines = [*_summary(folder, again, update=update)]
    if again.new or again.changed:
        lines += summary_lines(columns)
    if text:
        lines.append(say("office.call_of_the_register", path=folder / CALL_FILE))
    if call is not None:
        lines += _record(folder, members_text(call, came))
    lines += versions.lines()
    if call is not None:
        names = {str(one.data["id"]): str(one.data.get("name") or one.data["id"])
                 for one in dossiers}
        lines += _arrived(call, came, file.map.received, names)
    lines += _repeats(folder, again, register, hub)
    unmapped = tuple(unmapped_headings(file, answers))
    if unmapped:
        lines.append(say("office.not_in_the_map", headings="; ".join(unmapped)))
    return TakenIn(again=again, written=tuple(written), columns=columns, unmapped=unmapped,
                   late=tuple(late(call, came)) if call is not None else (), lines=tuple(lines))


def _text_of_call(folder: Path, register: str | None, hub: str | None, call: str | None) -> str:
    """Return a register's call for a folder that has none; empty where none is asked for.

    Raises :class:`BadInput` where the folder has another call.
    """
    if register is None or call is None:
        return ""
    beside = call_beside(folder)
    if beside is None:
        return recorded_call_text(register, hub, call)
    if beside.id != call:
        raise one_problem(str(folder / CALL_FILE), say("office.another_call", call=beside.id),
                          say("office.name_its_call_or_another_folder"))
    return ""


def _summary(folder: Path, again: AnsweredAgain, *, update: bool) -> Iterator[str]:
    """Yield how many dossiers are new and the same, and what changed in the others."""
    if again.new or not (again.same or again.changed):
        yield say("office.dossiers_written", folder=folder, n=len(again.new))
    if again.same:
        yield say("office.dossiers_as_before", n=len(again.same))
    for name, differences in again.changed.items():
        done = "edited" if name in again.edited else "replaced" if update else "left"
        yield say(f"office.form_says_{done}", name=name)
        yield from (f"  {line}" for line in differences[:_SHOWN])
        if len(differences) > _SHOWN:
            yield say("office.and_n_more", n=len(differences) - _SHOWN)


def _repeats(
    folder: Path, again: AnsweredAgain, register: str | None, hub: str | None
) -> Iterator[str]:
    """Yield who of the new applicants may have applied already, under another name."""
    new = frozenset(name.removesuffix(".toml") for name in again.new)
    if not new:
        return
    known = [*of_folder(folder), *(of_register(register, hub) if register is not None else ())]
    pairs = repeated_applicants(known, new)
    if pairs:
        yield say("office.perhaps_one_applicant")
    for pair in pairs:
        yield from told(pair)


def _record(folder: Path, members: str) -> Iterator[str]:
    """Add to the folder's call when answers came in; yield a line where it cannot be added."""
    if not members:
        return
    path = folder / CALL_FILE
    extended = path.read_bytes().rstrip() + f"\n{members}".encode()
    try:
        parse_toml(extended.decode("utf-8"), str(path))
    except BadInput:
        yield say("office.members_on_one_line", path=path)
        return
    write_whole(folder, {CALL_FILE: extended})


def _arrived(
    call: Call, came: Sequence[Arrival], received: Sequence[str], names: Mapping[str, str]
) -> Iterator[str]:
    """Yield who came in after the deadline of the call, or that no column says when."""
    if call.deadline is not None and received and not came:
        yield say("office.no_column_of_arrival", columns="; ".join(received))
    closes = call.closes
    if closes is None or call.deadline is None:
        return
    for arrival in late(call, came):
        moment = arrival.moment
        shown = moment.astimezone(closes.tzinfo) if moment.tzinfo else moment
        language = spoken_language()
        yield say("office.came_in_late", name=one_line(names[arrival.id]),
                  at=moment_in_words(shown, language),
                  closes=deadline_in_message(call.deadline, call.grace_minutes, language))


