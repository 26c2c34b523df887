"""Level 6: compare a methodology with an older edition of it, id by id.

Both are taken as they stand in their files: dossiers and records refer to what is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.session import Session
from hubflow.kit.editions.edition_parts import DIRECTION, ORDER, EditionPart, parts_of
from hubflow.model.input_problems import BadInput
from hubflow.plugins.target import methodology_file
from hubflow.reading.method.methodology_file import LoadedMethodology, load_methodology
from hubflow.reading.records.nearest import nearest
from hubflow.text.spoken import say

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
        session.not_run(say("kit.older_edition_unreadable", problem=bad.problems[0]), *_CHECKS)
        return
    if loaded.problems:
        session.not_run(say("kit.unsound"), *_CHECKS)
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
        yield Finding.of("HF601", new.problem(("hub", "id"),
                                              say("kit.hub_was", id=old.methodology.hub.id),
                                              say("kit.keep_the_id"))), False
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
        return Finding.of("HF602", new.problem(same.path,
                                               say("kit.was_before", part=part.words, id=same.id,
                                                   before=part.id),
                                               say("kit.call_it_again", id=part.id,
                                                   referred=part.referred)), about=part.key)
    near = nearest(part.id, [other.id for other in added])
    moved = next((key for key, other in after.items() if key not in before
                  and other.kind == part.kind and other.id == part.id), None)
    hint = (say("kit.moved_to", place=moved) if moved else
            say("kit.there_is_a_new", near=near) if near else "")
    return Finding.of("HF601", new.file.problem((),
                                                say("kit.has_vanished", part=part.words, id=part.id,
                                                    referred=part.referred),
                                                say("kit.bring_it_back",
                                                    hint=hint)), about=part.key)


def _changes(
    new: LoadedMethodology, old: EditionPart, now: EditionPart
) -> Iterator[tuple[Finding, bool]]:
    for name, value in old.meaning.items():
        if not _same(value, now.meaning.get(name), name):
            yield Finding.of("HF603", new.problem(
                now.path, say("kit.meaning_changed", name=_called(name), before=_shown(value),
                              now=_shown(now.meaning.get(name)), referred=old.referred),
                say("kit.new_id_for_new_meaning")), about=now.key), False
    for name, value in old.amounts.items():
        other = now.amounts.get(name)
        if other != value:
            at = (*now.path, name) if name == "gate" else now.path
            yield Finding.of("HF603", new.problem(
                at, say("kit.amount_changed", name=_called(name), before=_shown(value, other),
                        now=_shown(other, value))), about=now.key), True


def _called(name: str) -> str:
    """Return what a sentence calls a key: itself, or the words for what is worked out of one."""
    return {ORDER: say("kit.order_of_labels"), DIRECTION: say("kit.direction_of_points")}.get(
        name, name)


def _same(value: object, other: object, name: str) -> bool:
    if name == ORDER and isinstance(value, tuple) and isinstance(other, tuple):
        # a label that vanished is told by itself, and one that is new is no harm
        both = set(value) & set(other)
        value, other = ([x for x in labels if x in both] for labels in (value, other))
    return value == other


def _shown(value: object, other: object = None) -> str:
    """Return a value in a sentence; of a long list only what the ``other`` one does not have."""
    if value is None or value in ("", ()):
        return say("kit.not_stated")
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    if len(text) > _LONG and isinstance(value, tuple) and isinstance(other, tuple):
        text = ", ".join(str(each) for each in value if each not in other) or say("kit.without")
    return text if len(text) <= _LONG else text[:_LONG - 3] + "…"

