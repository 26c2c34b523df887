"""Level 6: compare a methodology with an older edition of it, id by id.

Both are taken as they stand in their files: dossiers and records refer to what is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.session import Session
from hubflow.kit.editions.edition_parts import ORDER, EditionPart, parts_of
from hubflow.model.input_problems import BadInput
from hubflow.plugins.target import methodology_file
from hubflow.reading.method.methodology_file import LoadedMethodology, load_methodology
from hubflow.reading.records.nearest import nearest

_LONG = 80
"""So many characters of a value are shown."""

_CHECKS = ("HF601", "HF602", "HF603")


def check_against(session: Session, spec: str) -> None:
    """Carry out level 6 against the older edition that ``spec`` names."""
    loaded = session.loaded
    assert loaded is not None
    try:
        old = load_methodology(methodology_file(spec))
    except BadInput as bad:
        session.not_run(f"the older edition cannot be read: {bad.problems[0]}", *_CHECKS)
        return
    if loaded.problems:
        session.not_run("the methodology is not sound (level 1)", *_CHECKS)
        return
    for finding, is_note in compare_editions(old, loaded):
        (session.note if is_note else session.finding)(finding)
    session.ran(*_CHECKS)


def compare_editions(
    old: LoadedMethodology, new: LoadedMethodology
) -> Iterator[tuple[Finding, bool]]:
    """Yield what became of each part of the older edition; True marks a mere note."""
    before, after = parts_of(old.methodology), parts_of(new.methodology)
    if old.methodology.hub.id != new.methodology.hub.id:
        yield Finding.of("HF601", new.problem(
            ("hub", "id"), f'the hub was "{old.methodology.hub.id}", so its blocks in dossiers '
            "are no longer read", "Keep the id.")), False
    for key, part in before.items():
        if key in after:
            yield from _changes(new, part, after[key])
        elif not _within_gone(key, before, after):
            yield _gone(new, part, before, after), False


def _within_gone(
    key: str, before: Mapping[str, EditionPart], after: Mapping[str, EditionPart]
) -> bool:
    """Return whether the part around this one is gone as well and is reported instead."""
    parent = before[key].within
    return parent in before and parent not in after


def _gone(
    new: LoadedMethodology,
    part: EditionPart,
    before: Mapping[str, EditionPart],
    after: Mapping[str, EditionPart],
) -> Finding:
    added = [other for key, other in after.items() if key not in before
             and other.kind == part.kind and (other.within == part.within or part.kind == "phase")]
    same = next((other for other in added if part.same_as(other)), None)
    if same is not None:
        return Finding.of("HF602", new.problem(
            same.path, f'{part.words} "{same.id}" was "{part.id}" before, and says the same',
            f"Call it {part.id} again: {part.referred}."), about=part.key)
    near = nearest(part.id, [other.id for other in added])
    moved = next((key for key, other in after.items() if key not in before
                  and other.kind == part.kind and other.id == part.id), None)
    hint = (f"It now stands at {moved}. " if moved else
            f'There is a new "{near}"; if it is the same, keep the id. ' if near else "")
    return Finding.of("HF601", new.file.problem(
        (), f'{part.words} "{part.id}" has vanished; {part.referred}',
        f"{hint}Bring it back, or say in [[expected_failures]] why it goes."), about=part.key)


def _changes(
    new: LoadedMethodology, old: EditionPart, now: EditionPart
) -> Iterator[tuple[Finding, bool]]:
    for name, value in old.meaning.items():
        if not _same(value, now.meaning.get(name), name):
            yield Finding.of("HF603", new.problem(
                now.path, f"its {name} was {_shown(value)} and is "
                f"{_shown(now.meaning.get(name))}; {old.referred}",
                "Give the new meaning an id of its own."), about=now.key), False
    for name, value in old.amounts.items():
        if now.amounts.get(name) != value:
            at = (*now.path, name) if name == "gate" else now.path
            yield Finding.of("HF603", new.problem(
                at, f"its {name} was {_shown(value, now.amounts.get(name))} and is "
                f"{_shown(now.amounts.get(name), value)}"), about=now.key), True


def _same(value: object, other: object, name: str) -> bool:
    if name == ORDER and isinstance(value, tuple) and isinstance(other, tuple):
        # a label that vanished is told by itself, and one that is new is no harm
        both = set(value) & set(other)
        value, other = ([x for x in labels if x in both] for labels in (value, other))
    return value == other


def _shown(value: object, other: object = None) -> str:
    """Return a value in a sentence; of a long list only what the ``other`` one does not have."""
    if value is None or value in ("", ()):
        return "not stated"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    if len(text) > _LONG and isinstance(value, tuple) and isinstance(other, tuple):
        text = ", ".join(str(each) for each in value if each not in other) or "without"
    return text if len(text) <= _LONG else text[:_LONG - 3] + "…"

