"""Record new ventures, and new versions of their dossiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import attrs

from hubflow.engine.pipeline.prepare import prepare
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.calls import call_file
from hubflow.reading.dossiers.load import InputEntry as Read
from hubflow.reading.dossiers.load import Inputs
from hubflow.reading.toml.source import TomlFile
from hubflow.register.calls.call_entries import call_draft, newest_call_entry, other_seeds
from hubflow.register.recording.dossier_entries import challenge_draft, dossier_draft
from hubflow.register.recording.editions import keep_edition
from hubflow.register.recording.judgement_entries import judge, sheet_digests
from hubflow.register.standing.running import check_all_rebuilt
from hubflow.register.standing.standing_table import (
    ids_of,
    known_standings,
    refresh,
    standing_of,
    unknown_venture,
)
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import Draft, JournalEntry, effective, latest
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, say_word


@attrs.frozen
class AddedFile:
    """The entries made of one file, and the lessons of earlier ventures on the same challenge.

    ``learning`` has the ventures' names.
    """

    id: str
    name: str
    kind: str
    version: int
    learning: tuple[tuple[str, str], ...] = ()
    unchanged: bool = False


def add(
    journal: Journal, hub: LoadedHub, inputs: Inputs, *, on: dt.date, by: str,
    call: str | None = None, update: bool = False, accepted: Mapping[str, str] = {},
) -> list[AddedFile]:
    """Record dossiers and challenges, with the calls, challenges and jury sheets that they bring.

    With ``update`` they must be in the register already, otherwise they must not. ``accepted``
    says by a file's name why signs of people served in it are right. Raises
    :class:`BadInput` with every problem of methodology, dossiers and sheets.
    """
    prepare(hub, inputs, as_of=on)
    if on > dt.date.today():
        raise one_problem("--on", say("register-problems.is_in_the_future", on=on))
    about = hub.methodology.methodology.hub
    keep_edition(journal, hub, on, by)
    standings = {read.dossier.id: standing_of(journal, about.id, read.dossier.id)
                 for read in inputs.entries}
    _check_known(journal, about.id, inputs.entries, standings, on, update=update)
    seeds = {problem for read in inputs.entries
             for problem in other_seeds(journal, read, about.id)}
    if seeds:
        raise BadInput(sorted(seeds))
    _begin_call(journal, hub, inputs.entries, call, on, by)
    drafts: list[Draft] = []
    for read in inputs.entries:
        pinned = standings[read.dossier.id]
        edition = pinned.edition if pinned else about.edition
        drafts += [draft for draft in (
            call_draft(read, about.id, about.edition, on, by),
            challenge_draft(read, about.id, about.edition, on, by, accepted),
            dossier_draft(read, about.id, edition, on, by,
                          call or (pinned.call if pinned else None), accepted),
        ) if draft is not None]
    new, same = _new(journal, about.id, drafts)
    journal.append(new)
    if not update:
        sheets = [sheet for sheet, of in inputs.panel if of in (None, about.id)]
        judge(journal, about.id, sheets, on=on, by=by, hub=hub, among=list(standings),
              beside=inputs.others, accepted=accepted, digests=sheet_digests(sheets))
    touched = [draft.subject for draft in new if draft.kind == "dossier"]
    refresh(journal, about.id, touched)
    journal.gather(about.id, touched)
    check_all_rebuilt(journal, known_standings(journal, about.id, touched), on)
    return [
        AddedFile(draft.subject, str(draft.personal.get("name") or draft.subject),
                  str(draft.body["kind"]), _version(journal, draft),
                  tuple(learning(journal, about.id, draft)), unchanged=draft in same)
        for draft in [*new, *same] if draft.kind == "dossier"
    ]


def _check_known(
    journal: Journal, hub: str, entries: Sequence[Read],
    standings: dict[str, VentureStanding | None], on: dt.date, *, update: bool,
) -> None:
    problems: list[Problem] = []
    new = any(standing is None for standing in standings.values())
    by_letters = {id.casefold(): id for id in ids_of(journal, hub)} if new else {}
    for read in entries:
        id = read.dossier.id
        standing = standings[id]
        near = by_letters.get(id.casefold(), id)
        if near != id:
            problems.append(read.file.problem(
                ("id",), say("register-problems.differs_from_which_is_in_the", id=id,
                             near=near), say("register-problems.write_the_id_as_the_register")))
            continue
        if standing is not None and not update and read.kind == "venture":
            problems.append(read.file.problem(
                ("id",), say("register-problems.is_in_the_register_already", id=id),
                say("register-problems.record_a_new_version_with_hubflow", id=id)))
        elif standing is None and update:
            problems += unknown_venture(journal, hub, id).problems
        elif standing is not None and on < (newest := _newest(standing)):
            problems.append(read.file.problem(
                (), say("register-problems.is_before_the_day_of_the_version", on=on, newest=newest),
                say("register-problems.is_the_day_right_on_names")))
        if standing is not None and standing.kind != read.kind:
            problems.append(_of_other_kind(read.file, standing, read.kind))
        problems += _without_learning(read, hub)
    brought = {read.challenge.id: read.challenge_file for read in entries
               if read.challenge is not None and read.challenge_file is not None}
    for id, file in brought.items():
        above = standing_of(journal, hub, id)
        if above is not None and above.kind != "challenge":
            problems.append(_of_other_kind(file, above, "challenge"))
    if problems:
        raise BadInput(problems)


def _of_other_kind(file: TomlFile, standing: VentureStanding, kind: str) -> Problem:
    """Return a problem if an id names a venture in one place and a challenge in another."""
    return file.problem(("id",),
                        say("register-problems.is_a_in_the_register_and", venture=standing.venture,
                            kind=say_word(standing.kind), kind_2=say_word(kind)),
                        say("register-problems.give_it_an_id_of_its"))


def _without_learning(read: Read, hub: str) -> Iterable[Problem]:
    """Return a problem for each stop without a learning note, also in a dossier's own account."""
    for number, said in enumerate(read.own.decisions):
        if said.hub == hub and said.decision == "stop" and not said.learning:
            yield read.file.problem(
                ("decisions", number), say("register-problems.a_stop_leaves_a_learning_note"),
                say("register-problems.say_in_learning_what_later_ventures"))


def _newest(standing: VentureStanding) -> dt.date:
    """Return the day of the latest version of a dossier."""
    dossier = latest(standing.entries, "dossier")
    return dossier.on if dossier else standing.begun


def _begin_call(
    journal: Journal, hub: LoadedHub, entries: Iterable[Read], call: str | None, on: dt.date,
    by: str,
) -> None:
    """Begin a call named on the command line, unless the register or a folder describes it."""
    if call is None or any(read.call and read.call.id == call
                           and call_file(read.file.path.parent, call) for read in entries):
        return
    about = hub.methodology.methodology.hub
    if newest_call_entry(journal, about.id, call) is None:
        journal.append([Draft(kind="call", hub=about.id, subject=call, on=on,
                              body={"name": None, "date": None, "budget": None,
                                    "edition": about.edition},
                              personal={"by": by})])


def _new(
    journal: Journal, hub: str, drafts: Iterable[Draft]
) -> tuple[list[Draft], list[Draft]]:
    """Return the drafts that say something new, and those that the register already holds."""
    new: dict[tuple[str, str], Draft] = {}
    same: dict[tuple[str, str], Draft] = {}
    for draft in drafts:
        key = draft.kind, draft.subject
        if key in new or key in same:
            continue
        found = latest(effective(journal.read(
            hub=hub, subject=draft.subject, kinds=[draft.kind, "correction"])), draft.kind)
        (same if found is not None and _says_the_same(found, draft) else new)[key] = draft
    return list(new.values()), list(same.values())


def _says_the_same(found: JournalEntry, draft: Draft) -> bool:
    return (found.personal.get("text") == draft.personal.get("text")
            and found.personal.get("assessors") == draft.personal.get("assessors")
            and found.body.get("call") == draft.body.get("call"))


def _version(journal: Journal, draft: Draft) -> int:
    return sum(entry.kind == "dossier" for entry in effective(journal.read(
        hub=draft.hub, subject=draft.subject, kinds=["dossier", "correction"], personal=False)))


def learning(journal: Journal, hub: str, draft: Draft) -> Iterable[tuple[str, str]]:
    """Return the notes that stopped ventures left for later ones on the same challenge."""
    from hubflow.register.recording.learning import named_notes

    challenge = draft.body.get("challenge")
    return named_notes(journal, hub, str(challenge), draft.subject) if challenge else ()
