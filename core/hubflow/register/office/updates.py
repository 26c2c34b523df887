"""Plan new versions of dossiers: what each changes, and what it must not change unasked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.dossiers.calls import call_file
from hubflow.reading.dossiers.load import InputEntry, Inputs, read_inputs
from hubflow.reading.dossiers.roles import (
    PARTS,
    handed_out,
    is_applicants,
    part_of,
)
from hubflow.reading.dossiers.versions import (
    ABSENT,
    Unit,
    UnitChange,
    changes,
    data_of,
    merge,
    same,
    stated,
    texts_in,
    units_of,
)
from hubflow.reading.toml.key_paths import KeyPath, lies_within
from hubflow.reading.toml.source import TomlFile, parse_toml, recorded_toml
from hubflow.reading.toml.toml_output import toml_text
from hubflow.register.calls.call_entries import newest_call_entry
from hubflow.register.office.another_venture import another_ventures
from hubflow.register.people.personal_data import brings_name_back
from hubflow.register.standing.standing_table import standing_of, unknown_venture
from hubflow.register.storage.entries import JournalEntry, effective, latest
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, say_word

NAMES = "names"
"""What ``--with`` says where a new name may stand in the place of one that was taken out."""

WITH = (*(part.name for part in PARTS), NAMES)
"""All that ``--with`` may name."""

_CLOSED = frozenset({"closed", "adopted"})


@attrs.frozen
class UpdateRules:
    """What an update may do: the parts that ``--with`` names, closed ventures, its version.

    ``made_from`` is the version that the files were made from, where they carry no mark of it.
    """

    parts: frozenset[str] = frozenset()
    closed: bool = False
    made_from: int | None = None


@attrs.frozen
class DossierUpdate:
    """One new version: what it changes against ``version``, which is in force.

    ``merged`` is the earlier version that the file was made from, where others changed it since;
    0 otherwise. ``kept`` are the parts of other roles that stay as the register has them.
    """

    id: str
    kind: str
    version: int
    changes: tuple[UnitChange, ...]
    name: str = ""
    merged: int = 0
    kept: tuple[str, ...] = ()


@attrs.frozen(eq=False)
class UpdatePlan:
    """The updates, and the inputs with merged dossiers that record them."""

    updates: tuple[DossierUpdate, ...]
    inputs: Inputs

    @property
    def changed(self) -> bool:
        """Whether anything would be recorded."""
        return any(update.changes for update in self.updates)


def planned_updates(
    journal: Journal, hub: str, inputs: Inputs, rules: UpdateRules
) -> UpdatePlan:
    """Return what the dossiers and challenges would change against their versions in force.

    Raises :class:`BadInput` with all that must not change unasked: judgements, decisions and
    records of the office, what others changed since, closed ventures, names that were taken out.
    """
    problems: list[Problem] = list(inputs.problems)
    plans: dict[str, _Plan] = {}
    for entry in inputs.entries if not problems else ():
        if entry.own.id in plans:
            continue
        plan = _plan(journal, hub, entry.file, entry.own.id, entry.kind, rules)
        problems += plan.problems
        if plan.update is None:
            problems += unknown_venture(journal, hub, entry.own.id).problems
        plans[entry.own.id] = plan
    beside = {entry.challenge.id: entry.challenge_file for entry in inputs.entries
              if entry.challenge is not None and entry.challenge_file is not None}
    for id, file in beside.items():
        if id not in plans:
            plans[id] = _plan(journal, hub, file, id, "challenge", rules)
            problems += plans[id].problems
    if problems:
        raise BadInput(problems)
    own = [plans[entry.own.id].file for entry in inputs.entries]
    challenges = {id: plans[id].file for id in beside} | challenges_in(
        journal, hub, {str(file.data["challenge"]) for file in own if "challenge" in file.data}
        - set(plans))
    merged = read_inputs([], own, challenges=[
        challenge for challenge in challenges.values() if challenge not in own])
    if merged.problems:
        raise BadInput(merged.problems)
    updates = [plan.update for id, plan in plans.items() if plan.update is not None
               and (plan.update.changes or id not in beside)]
    new = [DossierUpdate(id, "challenge", 0, tuple(changes({}, units_of(file.data))),
                         str(file.data.get("name") or ""))
           for id, file in beside.items() if plans[id].update is None]
    calls = list(_calls(journal, hub, merged.entries))
    updates += [*new, *(call.update for call in calls)]
    if NAMES not in rules.parts:
        problems += [problem for call in calls for problem in _names_back(
            call.file, call.update.changes)]
    if problems:
        raise BadInput(problems)
    in_call = {entry.own.id: entry.call.id for entry in merged.entries if entry.call is not None}
    return UpdatePlan(tuple(_with_call(update, plans, in_call) for update in updates), merged)


@attrs.frozen(eq=False)
class _Plan:
    """One file's update; ``file`` is what is to be recorded, ``call`` that of the register."""

    update: DossierUpdate | None
    file: TomlFile
    problems: tuple[Problem, ...] = ()
    call: str = ""


def _plan(
    journal: Journal, hub: str, file: TomlFile, id: str, kind: str, rules: UpdateRules
) -> _Plan:
    """Return the update of one file; without one where the register does not know the id."""
    versions = _versions(journal, hub, id)
    if not versions:
        return _Plan(None, file)
    another = another_ventures(journal, hub, file, id, versions)
    if another is not None:
        return _Plan(DossierUpdate(id, kind, len(versions), ()), file, (another,))
    known = [units_of(recorded_toml(str(version.personal["text"]))) for version in versions]
    problems: list[Problem] = []
    number = _made_from(file, versions, rules, problems)
    force, base = known[-1], known[(number or len(known)) - 1]
    mine = units_of(file.data)
    asked = [str(key) for key in handed_out(file.data).get("asks", ())]
    if asked:
        mine = stated(base, mine, lambda unit: any(
            lies_within(".".join(unit), key) for key in asked))
    own, kept = _without_other_roles(file, mine, force, rules, problems)
    problems += _steps_back(file, known, own, number)
    merged = merge(base, force, own)
    for clash in merged.clashes:
        problems.append(file.problem(
            clash.unit, say("register-problems.is_here_and_in_version_the", after=shown(
                clash.after), before=shown(clash.before), n=len(versions), number=number),
            say("register-problems.write_what_is_right_and_say", n=len(versions))))
    found = changes(force, merged.units)
    if NAMES not in rules.parts:
        problems += _names_back(file, found)
    standing = standing_of(journal, hub, id)
    if found and standing is not None and standing.state in _CLOSED and not rules.closed:
        problems.append(file.problem(
            (), say("register-problems.is_since", id=id, state=say_word(standing.state),
                    since=standing.since), say("register-problems.say_closed_if_a_new_version")))
    call = standing.call if standing is not None else ""
    problems += _other_call(file, found, call)
    update = DossierUpdate(id, kind, len(versions), tuple(found),
                           str(file.data.get("name") or versions[-1].personal["name"]),
                           number if number and number < len(versions) else 0, kept)
    return _Plan(update, _recorded(file, versions[-1], merged.units, found), tuple(problems),
                 call)


def _other_call(file: TomlFile, found: Sequence[UnitChange], call: str) -> Iterator[Problem]:
    """Yield a problem if a version names another call than that which its venture is in."""
    for change in found:
        if call and change.unit == ("call",) and change.after not in (ABSENT, call):
            yield file.problem(
                change.unit, say("register-problems.the_venture_is_in_the_call", call=call,
                                 after=shown(change.after)),
                say("register-problems.write_call_or_have_it_leave", call=call))


def _versions(journal: Journal, hub: str, id: str) -> list[JournalEntry]:
    return [entry for entry in effective(
        journal.read(hub=hub, subject=id, kinds=["dossier", "correction"]))
        if entry.kind == "dossier"]


def _made_from(
    file: TomlFile, versions: Sequence[JournalEntry], rules: UpdateRules, problems: list[Problem]
) -> int | None:
    """Return the version that a file was made from; None where nobody says."""
    mark = handed_out(file.data)
    number = rules.made_from or mark.get("version")
    if number is None:
        return None
    if not isinstance(number, int) or not 1 <= number <= len(versions):
        problems.append(file.problem(
            ("handed_out", "version"),
                                     say("register-problems.the_register_has_no_version_of",
                                         number=number, n=len(versions)),
                                     say("register-problems.say_with_made_from_which_version")))
        return None
    digest = mark.get("digest")
    if rules.made_from is None and digest and (
            not versions[number - 1].digest.startswith(str(digest))):
        problems.append(file.problem(
            ("handed_out", "digest"),
                                     say("register-problems.version_of_this_register_is_not",
                                         number=number),
                                     say("register-problems.is_it_the_right_register_say")))
    return number


def _without_other_roles(
    file: TomlFile, mine: Mapping[Unit, Any], force: Mapping[Unit, Any], rules: UpdateRules,
    problems: list[Problem],
) -> tuple[dict[Unit, Any], tuple[str, ...]]:
    """Return what a file states with the register's own in place of other roles' parts.

    Add a problem for each of them that the file states otherwise, unless the rules name it.
    """
    own = dict(mine)
    kept: dict[str, None] = {}
    applicants = is_applicants(file)
    for unit in dict.fromkeys((*force, *mine)):
        part = part_of(unit)
        if part is None or (part.name in rules.parts and not applicants):
            continue
        if unit in mine and not applicants:
            problems += _differing(file, unit, mine[unit], force.get(unit, []), part.name)
        own.pop(unit, None)
        if unit in force:
            own[unit] = force[unit]
            kept |= {part.name: None} if unit not in mine else {}
    return own, tuple(kept)


def _differing(file: TomlFile, unit: Unit, mine: Any, force: Any, name: str) -> Iterator[Problem]:
    """Yield a problem for each entry of a part that the version in force does not have."""
    to_do = say("register-problems.if_the_file_is_right_say_with", name=name)
    entries = mine if isinstance(mine, list) else [mine]
    before = force if isinstance(force, list) else [force]
    new = [number for number, entry in enumerate(entries)
           if not any(same(entry, other) for other in before)]
    for number in new:
        at: KeyPath = (*unit, number) if isinstance(mine, list) else unit
        yield file.problem(at, say("register-problems.the_version_in_force_has_no", name=name),
                           to_do)
    if not new and len(entries) < len(before):
        yield file.problem(unit, say("register-problems.leaves_out_of_the_of_the",
                                     n=len(before) - len(entries), name=name), to_do)


def _steps_back(
    file: TomlFile, known: Sequence[Mapping[Unit, Any]], own: Mapping[Unit, Any],
    number: int | None,
) -> Iterator[Problem]:
    """Yield a problem for each value that goes back to an earlier version, where none is named."""
    if number is not None:
        return
    for change in changes(known[-1], own):
        earlier = next((at for at in range(len(known) - 1, 0, -1)
                        if same(known[at - 1].get(change.unit, ABSENT), change.after)), None)
        if earlier is not None:
            yield file.problem(
                change.unit, say("register-problems.goes_back_from_to_as_in",
                                 before=shown(change.before), after=shown(change.after),
                                 earlier=earlier),
                               say("register-problems.if_the_file_was_made_from", earlier=earlier,
                                   n=len(known)))


def _names_back(file: TomlFile, found: Sequence[UnitChange]) -> Iterator[Problem]:
    for change in found:
        before, after = _texts(change.before), _texts(change.after)
        if any(brings_name_back(texts, after.get(at, [])) for at, texts in before.items()):
            yield file.problem(
                change.unit, say("register-problems.a_name_was_taken_out_here"),
                say("register-problems.leave_the_mark_as_it_stands", names=NAMES))


def _texts(value: Any) -> dict[Unit, list[str]]:
    texts: dict[Unit, list[str]] = {}
    for at, text in texts_in(value):
        texts.setdefault(at, []).append(text)
    return texts


def _recorded(
    file: TomlFile, force: JournalEntry, units: Mapping[Unit, Any], found: Sequence[UnitChange]
) -> TomlFile:
    """Return what is to be recorded: the file as it is, the version in force, or both merged."""
    if not found:
        return parse_toml(str(force.personal["text"]), file.name, file.path)
    if file.text and not file.within and not changes(units_of(file.data), units):
        return file
    return parse_toml(toml_text(data_of(units)), file.name, file.path)


def challenges_in(journal: Journal, hub: str, ids: Iterable[str]) -> dict[str, TomlFile]:
    """Return the register's challenges of these ids, as far as it has them."""
    found = {id: latest(_versions(journal, hub, id), "dossier") for id in sorted(ids)}
    return {id: parse_toml(str(entry.personal["text"]), f"{id} (register)")
            for id, entry in found.items() if entry is not None}


@attrs.frozen(eq=False)
class _ChangedCall:
    """A call's file, and what it changes."""

    file: TomlFile
    update: DossierUpdate


def _calls(
    journal: Journal, hub: str, entries: Sequence[InputEntry]
) -> Iterator[_ChangedCall]:
    """Yield the calls whose `call.toml` says something else than the register."""
    found = {entry.call.id: file for entry in entries if entry.call is not None
             and (file := call_file(entry.file.path.parent, entry.call.id)) is not None}
    for id, file in found.items():
        entry = newest_call_entry(journal, hub, id)
        before = str(entry.personal.get("text") or "") if entry else ""
        if file.text != before:
            yield _ChangedCall(file, DossierUpdate(id, "call", 0, tuple(changes(
                units_of(_data_of_call(before)), units_of(file.data))),
                str(file.data.get("name") or "")))


def _data_of_call(text: str) -> dict[str, Any]:
    """Return what a recorded call.toml says; nothing where a redaction left no TOML of it."""
    try:
        return recorded_toml(text)
    except BadInput:
        return {}


def _with_call(
    update: DossierUpdate, plans: Mapping[str, _Plan], in_call: Mapping[str, str]
) -> DossierUpdate:
    """Return the update of a venture with the call that it comes into."""
    plan, call = plans.get(update.id), in_call.get(update.id)
    if plan is None or plan.call or call is None or update.kind != "venture" or any(
            change.unit == ("call",) for change in update.changes):
        return update
    return attrs.evolve(
        update, changes=(*update.changes, UnitChange(("call",), ABSENT, call)))


def shown(value: Any) -> str:
    """Return a value as TOML writes it, cut where it is long."""
    if value is ABSENT:
        return say("register.nothing")
    text = toml_text({"v": [value]} if isinstance(value, Mapping) else {"v": value})
    text = " ".join(text.partition("=")[2].split())
    if isinstance(value, Mapping):
        text = text.removeprefix("[").removesuffix("]").strip().removesuffix(",")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 90
