"""Compare what a solution relied on in one place with what is known of another."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from hubflow.adapt.draft.travelling_texts import Clean
from hubflow.adapt.place_likeness import PlaceFigure, figures
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import Methodology, text_in
from hubflow.model.values import Gap
from hubflow.text.vocabulary import indicators

_AGES = ("age_from", "age_to")


@attrs.frozen
class KnownPart:
    """What the new hub's figures say about one thing that the original relied on."""

    name: str
    unit: str
    figures: tuple[PlaceFigure, ...]


@attrs.frozen
class SolutionPart:
    """One thing that the original relied on.

    ``kind`` is what is asked of it (a part of the solution, who it is for, through whom …),
    ``there`` what the dossier says; ``here`` is what is known of the new place, mostly nothing.
    """

    kind: str
    name: str = ""
    role: str = ""
    there: tuple[tuple[str, str], ...] = ()
    here: tuple[KnownPart, ...] = ()


def parts_of(
    dossier: Dossier, target: Methodology, language: str, clean: Clean
) -> tuple[SolutionPart, ...]:
    """Return what the original relied on, the solution's essential parts first."""
    order = {"essential": 0, None: 1, "adaptable": 2}
    components = sorted(dossier.solution.components,
                        key=lambda c: order.get(_word(c.role) or None, 1))
    found = [
        SolutionPart("component", clean(c.name), _word(c.role) or "unsaid",
             _told(("what", clean(c.what)), ("dose", clean(c.dose)),
                   ("delivered_by", clean(c.delivered_by))))
        for c in components
    ]
    return (*found, *_around(dossier, target, language, clean))


def _around(
    dossier: Dossier, target: Methodology, language: str, clean: Clean
) -> Iterator[SolutionPart]:
    identify = dossier.identify
    ages = [getattr(identify, key) for key in _AGES]
    span = "–".join(f"{age:g}" for age in ages if isinstance(age, (int, float)))
    yield SolutionPart(
        "group", there=_told(("who", clean(identify.priority_group)), ("ages", span))
    )
    channels = [str(channel) for channel in identify.reached_through]
    known = tuple(
        KnownPart(text_in(kind.name, language), kind.unit, figures(target, kind.id, language))
        for kind in indicators().values()
        if kind.channel in channels and kind.channel and figures(target, kind.id)
    )
    yield SolutionPart("reach", there=_told(("channels", ", ".join(channels)),
                                    ("hard", _word(identify.hard_to_reach))), here=known)
    roles = "; ".join(f"{role.kind}: {role.people:g}" if isinstance(role.people, (int, float))
                      and not isinstance(role.people, Gap) else str(role.kind)
                      for role in dossier.test.roles)
    if roles:
        yield SolutionPart("roles", there=_told(("roles", roles)))
    yield SolutionPart("complements", there=_told(("text", clean(dossier.solution.complements))))
    safe = dossier.test.safeguarding
    in_place = "yes" if safe is not None and safe.policy is True else ""
    yield SolutionPart("safeguarding", there=_told(("policy", in_place)))


def _word(value: object) -> str:
    return "" if value is None or isinstance(value, Gap) else str(value)


def _told(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, text) for key, text in pairs if text)
