"""Level 1: check the methodology's file, without running any code of the plugin."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from hubflow.engine.method.compile import compile_methodology
from hubflow.kit.checking.completeness import missing_sources, missing_texts, unused_sources
from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.session import Session
from hubflow.kit.checking.staleness import stale_rules
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import API
from hubflow.plugins.check_catalogue import checks, nearest_check
from hubflow.plugins.discovery import installed_hubs
from hubflow.plugins.target import AmbiguousPlugin, target_of
from hubflow.reading.method.methodology_file import LoadedMethodology, read_methodology
from hubflow.reading.toml.source import read_toml, recorded_toml, resolved_path, short_path
from hubflow.text.spoken import say

_READ = ("HF101", "HF102", "HF103", "HF104")
_SOUND = ("HF105", "HF106", "HF107", "HF108", "HF109", "HF110", "HF111", "HF113")


def check_manifest(session: Session) -> bool:
    """Carry out level 1; return whether the methodology is sound enough to be executed."""
    session.loaded = _read(session)
    loaded = session.loaded
    if loaded is None:
        session.not_run(say("kit.no_methodology"), *_SOUND)
        return False
    about = loaded.methodology
    assert session.target is not None
    session.tell(
        hub=about.hub.id, edition=about.hub.edition, plugin=session.target.plugin,
        expected=[
            {"check": entry.check.strip().upper(), "where": entry.where or "",
             "reason": entry.reason, "file": loaded.file.name,
             "line": loaded.file.line(("expected_failures", number))}
            for number, entry in enumerate(about.expected_failures)
        ],
    )
    session.problems("HF102", _other_of_id(loaded))
    session.ran(*_READ)
    circles = list(_circles(loaded))
    session.problems("HF107", circles)
    session.problems("HF105", loaded.problems)
    compiling = [problem for problem in _compiling(loaded)
                 if problem.key not in {circle.key for circle in circles}]
    session.problems("HF106", compiling)
    session.problems("HF108", unused_sources(loaded))
    session.problems("HF109", missing_texts(loaded))
    session.problems("HF110", missing_sources(loaded))
    session.problems("HF111", _expectations(loaded))
    for problem in stale_rules(loaded, dt.date.today()):
        session.note(Finding.of("HF113", problem, about=session.about(problem.key)))
    session.ran(*_SOUND)
    return not (circles or loaded.problems or compiling)


def _read(session: Session) -> LoadedMethodology | None:
    try:
        session.target = target_of(session.spec)
    except BadInput as bad:
        check = "HF102" if isinstance(bad, AmbiguousPlugin) else "HF101"
        session.problems(check, bad.problems)
        session.ran("HF101", *(["HF102"] if check == "HF102" else []))
        session.not_run(say("kit.plugin_not_found"), *(set(_READ) - {"HF101", check}))
        return None
    path = short_path(session.target.methodology)
    try:
        file = read_toml(path)
    except BadInput as bad:
        session.problems("HF103", bad.problems)
        session.ran("HF101", "HF102", "HF103")
        session.not_run(say("kit.file_cannot_be_read"), "HF104")
        return None
    try:
        return read_methodology(path)
    except BadInput as bad:
        newer = "api" in file.data and file.data["api"] != API
        session.problems("HF104" if newer else "HF105", bad.problems)
        session.ran(*_READ)
        return None


def _compiling(loaded: LoadedMethodology) -> list[Problem]:
    try:
        compile_methodology(loaded)
    except BadInput as bad:
        return list(bad.problems)
    return []


def _other_of_id(loaded: LoadedMethodology) -> Iterator[Problem]:
    """Yield other installed hubs with the same id; a copy of the same edition does not count."""
    own = loaded.methodology.hub
    file = resolved_path(loaded.file.path)
    for hub in installed_hubs():
        if hub.methodology is None or resolved_path(hub.methodology) == file:
            continue
        try:
            other = recorded_toml(hub.methodology.read_text("utf-8")).get("hub", {})
        except (OSError, ValueError, BadInput):
            continue
        if isinstance(other, dict) and other.get("id") == own.id and hub.title != _title(loaded):
            yield loaded.file.problem(("hub", "id"),
                                      say("kit.other_hub_of_id", distribution=hub.distribution,
                                          id=own.id), say("method-checks.choose_another_id"))


def _title(loaded: LoadedMethodology) -> str:
    name = loaded.methodology.hub.name
    return name.get(loaded.methodology.hub.language) or next(iter(name.values()), "")


def _circles(loaded: LoadedMethodology) -> Iterator[Problem]:
    """Yield the lines of the finance plan that are, directly or indirectly, part of themselves."""
    lines = loaded.methodology.proposal.finance
    above = {line.id: line.part_of for line in lines}
    for index, line in enumerate(lines):
        way = [line.id]
        while (next_one := above.get(way[-1])) is not None and next_one not in way:
            way.append(next_one)
        if next_one == line.id:
            yield loaded.problem(("proposal", "finance", index, "part_of"),
                                 say("kit.part_of_itself", way=" → ".join([*way, line.id])),
                                 say("kit.leave_part_of_out"))


def _expectations(loaded: LoadedMethodology) -> Iterator[Problem]:
    entries = loaded.methodology.expected_failures
    seen = Counter((entry.check.strip().upper(), entry.where) for entry in entries)
    for number, entry in enumerate(entries):
        id = entry.check.strip().upper()
        at = ("expected_failures", number)
        if id not in checks():
            yield loaded.problem((*at, "check"), say("kit.no_such_check", check=entry.check),
                                 nearest_check(id))
        elif id in ("HF111", "HF113"):
            yield loaded.problem((*at, "check"), say("kit.about_expectations", check=id),
                                 say("kit.mend_what_it_finds"))
        elif seen[id, entry.where] > 1:
            yield loaded.problem((*at, "check"), say("kit.expected_twice", check=id),
                                 say("kit.say_where"))


