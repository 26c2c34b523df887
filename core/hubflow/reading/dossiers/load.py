"""Read dossiers and challenges, with the challenge and the call that each belongs to."""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from hubflow.model.call import Call
from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.files import CALL_FILE, is_case
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.dossiers.challenges import Challenges, FoundChallenge
from hubflow.reading.dossiers.checks.dossier_checks import dossier_flaws
from hubflow.reading.dossiers.checks.source_checks import source_flaws
from hubflow.reading.dossiers.file_kind import kind_of_file, without_kind
from hubflow.reading.dossiers.file_store import FileStore, ReadFile, read_toml_alone
from hubflow.reading.dossiers.finding import requested_files
from hubflow.reading.dossiers.inheriting import as_dossier, inherit
from hubflow.reading.dossiers.roles import applicant_problems, is_applicants
from hubflow.reading.records.structuring import attempt, copy_data, problems_of, salvage
from hubflow.reading.toml.source import TomlFile, read_toml
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.reading.dossiers.calls import FoundCall


class InputEntry(PlainRecord):
    """One venture, or one challenge on its own, to be run.

    ``own`` is what its file says; ``dossier`` has the challenge merged in. ``challenge`` is that
    of a venture, if it has one; ``known_challenge``, whether it stands in no file of the paths.
    """

    kind: Literal["venture", "challenge"]
    own: Dossier
    challenge: Challenge | None
    call: Call | None
    file: TomlFile
    challenge_file: TomlFile | None
    known_challenge: bool = False

    @functools.cached_property
    def dossier(self) -> Dossier:
        """The venture's dossier, completed from its challenge."""
        return self.own if self.challenge is None else inherit(self.own, self.challenge)


class Inputs(PlainRecord):
    """The dossiers and challenges of a run, with their calls and problems.

    ``panel`` lists the jury sheets found beside a ``call.toml``, each with the hub that the call
    names, if it names one. Such a sheet may speak of more ventures than are run: ``others`` are
    the ids of the call's other dossiers. ``digest`` (sha256)
    covers every file read for the entries and does not depend on their order. ``problems`` is
    empty unless the inputs come from :func:`read_inputs`. ``calls`` are those with a call.toml.
    If the entries hold more of a call than the paths name, ``named`` are the ids that they name.
    """

    entries: tuple[InputEntry, ...]
    panel: tuple[tuple[Path, str | None], ...]
    others: frozenset[str]
    digest: str
    problems: tuple[Problem, ...] = ()
    calls: tuple[FoundCall, ...] = ()
    named: frozenset[str] | None = None


def read_inputs(
    paths: Sequence[Path],
    more: Sequence[TomlFile] = (),
    *,
    read_file: ReadFile = read_toml_alone,
    challenges: Sequence[TomlFile] = (),
    known_calls: Mapping[str, Call] | None = None,
    whole_calls: bool = False,
) -> Inputs:
    """Return the sound dossiers and challenges in files and folders, with all problems.

    A folder gives its own dossiers, sorted by file name; or its challenges, where it holds nothing
    else. ``read_file`` reads each file: without it TOML alone. Nothing may run unless ``problems``
    is empty: a caller can report them together with others. ``more`` are dossiers that stand in no
    file of the paths, such as tables inside a case. Dossiers may also name ``challenges`` and
    ``known_calls`` (by id), which do not run themselves. With ``whole_calls`` each dossier brings
    in those of its folder that compete in the same call.
    """
    with _without_collecting():
        return _read(paths, more, FileStore(read_file), challenges, known_calls or {},
                     whole_calls=whole_calls)


def _read(
    paths: Sequence[Path], more: Sequence[TomlFile], store: FileStore,
    challenges: Sequence[TomlFile], known_calls: Mapping[str, Call], *, whole_calls: bool,
) -> Inputs:
    requested = requested_files(paths, store)
    challenges_in_reach = [*requested.challenges, *challenges,
             *(file for file in more if kind_of_file(file) == "challenge")]
    reader = _Reader(Challenges(store, challenges_in_reach), list(requested.problems), known_calls,
                     known_challenges=challenges)
    files = [*requested.files, *more]
    entries = [entry for file in files if (entry := reader.entry(file)) is not None]
    named = frozenset(entry.own.id for entry in entries)
    rivals = list(_rivals(entries, files, reader, store)) if whole_calls else []
    entries += [entry for file in rivals if (entry := reader.entry(file)) is not None]
    files += rivals
    reader.problems += _repeated(files)
    calls = [call for call in reader.calls.values() if call is not None]
    return Inputs(
        entries=tuple(entries),
        panel=tuple((sheet, call.call.hub) for call in calls for sheet in call.sheets),
        others=_others(calls, store, files),
        digest=_digest(entries, calls),
        problems=tuple(sorted(set(reader.problems))),
        calls=tuple(calls),
        named=named if rivals else None,
    )


def as_from_applicants(inputs: Inputs, *, own_call: bool = False) -> Inputs:
    """Return inputs with a problem for whatever comes with the dossiers named but is not theirs.

    That is what other roles state in a dossier or in the challenge that comes with it, and the
    call and the jury's sheets beside it, unless the call is the reader's ``own_call``.
    """
    named = [entry for entry in inputs.entries
             if inputs.named is None or entry.own.id in inputs.named]
    files = [entry.file for entry in named]
    files += [file for entry in named if (file := _brought_challenge(entry)) is not None]
    found = [problem for file in files for problem in applicant_problems(file)]
    calls = () if own_call else inputs.calls
    found += [problem for call in calls for problem in _not_an_applicants(call)]
    return _with_problems(inputs, found)


def as_marked(inputs: Inputs) -> Inputs:
    """Return inputs with a problem for what other roles state in a marked dossier's challenge.

    The challenge is the office's if the paths name it, too.
    """
    named = {entry.file.path for entry in inputs.entries if entry.kind == "challenge"}
    return _with_problems(inputs, [
        problem for entry in inputs.entries if is_applicants(entry.file)
        and (file := _brought_challenge(entry)) is not None
        and (file.path not in named or file.path == entry.file.path)
        for problem in applicant_problems(file)])


def _brought_challenge(entry: InputEntry) -> TomlFile | None:
    return None if entry.known_challenge else entry.challenge_file


def _not_an_applicants(call: FoundCall) -> Iterator[Problem]:
    """Yield a problem for a call and each of its sheets, which lie in an applicant's folder."""
    yield call.file.problem((), say("reading-problems.a_call_is_the_office_to"),
                            say("reading-problems.take_it_out_of_the_folder"))
    for sheet in call.sheets:
        yield Problem(str(sheet), 0, "", say("reading-problems.scores_are_stated_by_the_panel"),
                      say("reading-problems.take_it_out_of_the_folder_the"))


def _with_problems(inputs: Inputs, found: Iterable[Problem]) -> Inputs:
    return inputs.replace(problems=tuple(sorted({*inputs.problems, *found})))


@attrs.define(eq=False, repr=False)
class _Reader:
    """Makes entries of files; collects problems, and the calls of the folders."""

    challenges: Challenges
    problems: list[Problem]
    known_calls: Mapping[str, Call]
    calls: dict[str, FoundCall | None] = attrs.field(factory=dict)
    known_challenges: Sequence[TomlFile] = ()

    def entry(self, file: TomlFile) -> InputEntry | None:
        """Return the entry of one file, or None where nothing in it is sound."""
        return self._challenge(file) if kind_of_file(file) == "challenge" else self._venture(file)

    def call_of_folder(self, file: TomlFile) -> FoundCall | None:
        """Return the call whose call.toml lies beside a file."""
        if file.folder not in self.calls:
            self.calls[file.folder] = None
            path = file.path.parent / CALL_FILE
            if path.exists() and not _is_written_as_case(path):
                from hubflow.reading.dossiers.calls import find_call

                self.calls[file.folder], problems = find_call(file.path.parent)
                self.problems += problems
        return self.calls[file.folder]

    def _challenge(self, file: TomlFile) -> InputEntry | None:
        found = self.challenges.read(file)
        self.problems += found.problems
        if found.challenge is None:
            return None
        return InputEntry("challenge", as_dossier(found.challenge), None, None, file, None)

    def _venture(self, file: TomlFile) -> InputEntry | None:
        found = self._named_challenge(file)
        inherited = None
        if found is not None:
            inherited = found.sources
        elif file.data.get("challenge") is None:
            inherited = frozenset()
        own = self._what_is_sound(file, inherited)
        if own is None:
            return None
        if is_applicants(file):
            self.problems += applicant_problems(file)
        challenge = found.challenge if found else None
        return InputEntry("venture", own, challenge, self._call(file, own), file,
                     found.file if found and challenge else None,
                     found is not None and any(found.file is each
                                               for each in self.known_challenges))

    def _what_is_sound(self, file: TomlFile, inherited: frozenset[str] | None) -> Dossier | None:
        """Return the sound part of a file, and collect its problems."""
        data = without_kind(file)
        own, flaws = attempt(data, Dossier)
        self.problems += problems_of(file, [
            *dossier_flaws(file.data), *source_flaws(file.data, inherited), *flaws])
        return own or salvage(copy_data(data), Dossier, flaws)

    def _named_challenge(self, file: TomlFile) -> FoundChallenge | None:
        named = file.data.get("challenge")
        if not isinstance(named, str):
            return None
        found = self.challenges.find(named, file)
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        self.problems += found.problems
        return found

    def _call(self, file: TomlFile, own: Dossier) -> Call | None:
        """Return the call that a dossier names, or that of its folder."""
        found = self.call_of_folder(file)
        if found is not None and own.call in (None, found.call.id):
            return found.call
        return self.known_calls.get(own.call, Call(own.call)) if own.call else None


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Pause garbage collection: it would search many new records that all stay."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # The frozen are counted one by one, in each process that a server forked: not for a file.
        if gc.get_count()[0] > gc.get_threshold()[0] // 4 and not gc.get_freeze_count():
            # Together: everything counts as old, and is not looked through at once.
            gc.freeze()
            gc.unfreeze()
        if collected:
            gc.enable()


def _repeated(files: Iterable[TomlFile]) -> list[Problem]:
    """Return a problem for each id that two of the files share."""
    first: dict[str, TomlFile] = {}
    problems = []
    for file in files:
        id = file.data.get("id")
        if not isinstance(id, str):
            continue
        key = id.casefold()
        if key in first:
            problems.append(file.problem(("id",), say("reading-problems.is_also_the_id_in", id=id,
                                                      name=first[key].name),
                                         say("reading-problems.each_venture_needs_an_id_of")))
        first.setdefault(key, file)
    return problems


def _rivals(
    entries: Sequence[InputEntry], files: Sequence[TomlFile], reader: _Reader, store: FileStore
) -> Iterator[TomlFile]:
    """Yield the dossiers beside the entries that compete in the same calls."""
    known = {store.resolved(file.path) for file in files}
    calls: dict[Path, set[str]] = {}
    for entry in entries:
        if entry.call is not None:
            calls.setdefault(entry.file.path.parent, set()).add(entry.call.id)
    for folder, ids in calls.items():
        for path in store.listed(folder):
            if store.resolved(path) in known:
                continue
            try:
                read = store.read(path)
            except BadInput as bad:
                reader.problems += bad.problems
                continue
            for file in read:
                found = reader.call_of_folder(file)
                own = file.data.get("call", found.call.id if found is not None else None)
                if kind_of_file(file) == "venture" and own in ids:
                    yield file


def _others(
    calls: Iterable[FoundCall], store: FileStore, files: Sequence[TomlFile]
) -> frozenset[str]:
    """Return the ids of dossiers in the calls' folders that do not run."""
    beside = _ids(file for call in calls if call.sheets or call.call.members or call.assessors
                  for file in store.sound(call.file.path.parent) if kind_of_file(file) == "venture")
    return frozenset(beside - _ids(files)) if beside else frozenset()


def _ids(files: Iterable[TomlFile]) -> set[str]:
    return {id for file in files if isinstance(id := file.data.get("id"), str)}


def _digest(entries: Iterable[InputEntry], calls: Iterable[FoundCall]) -> str:
    lines = {f"call {call.call.id} {call.file.digest}" for call in calls}
    for entry in entries:
        lines.add(f"{entry.kind} {entry.own.id} {entry.file.digest}")
        if entry.challenge is not None and entry.challenge_file is not None:
            lines.add(f"challenge {entry.challenge.id} {entry.challenge_file.digest}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _is_written_as_case(path: Path) -> bool:
    """Return whether a ``call.toml`` is a case of that name: it lies in ``cases``, and has no id.
    """
    try:
        return is_case(path) and "id" not in read_toml(path).data
    except BadInput:
        return False
