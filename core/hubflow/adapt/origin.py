"""Find where dossiers come from: the hubs that they were made for, or their own places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from hubflow.documents.mechanism_chain import StepChain
from hubflow.model.dossier import Dossier
from hubflow.model.identity import Place
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import Hub, Methodology
from hubflow.reading.dossiers.load import InputEntry
from hubflow.text.spoken import say


@attrs.frozen(eq=False, repr=False)
class Origin:
    """A dossier with the method of the hub that it was made for.

    If its place has no hub, the method is an empty one that names the place alone.
    """

    entry: InputEntry
    method: Methodology


def origins_of(
    entries: Sequence[InputEntry], hubs: Sequence[Methodology], target: Hub
) -> tuple[Origin, ...]:
    """Return where each dossier comes from, in the order of the dossiers.

    Raises :class:`BadInput` with every problem: a dossier that none of the hubs goes with, a hub
    without a dossier, several dossiers that do not state one mechanism.
    """
    problems = [Problem(f"--to {target.id}", 0, "", say("adapt.refused_same_hub"),
                        say("adapt.refused_name_another_hub"))
                for hub in hubs if hub.hub.id == target.id]
    found = [(entry, _hub_of(entry, hubs)) for entry in entries]
    unused = [hub for hub in hubs if not any(method is hub for _, method in found)]
    origins = []
    for entry, method in found:
        if entry.kind == "challenge":
            problems.append(entry.file.problem(
                ("kind",), say("adapt.refused_challenge"), say("adapt.refused_give_a_venture")))
        elif method is None and (unused or hubs_named(entry) or entry.dossier.place is None):
            problems += _stray(entry, hubs)
        else:
            origins.append(Origin(entry, method or _place_alone(entry.dossier, target)))
    if not problems:
        problems += [*_unmatched(unused), *_several(origins)]
    if problems or not origins:
        raise BadInput(problems)
    return tuple(origins)


def first_tried(origins: Sequence[Origin]) -> Origin:
    """Return the dossier of the place where the solution was tried first.

    It is the one that says of no need whether its place has it (`here`): there the needs were
    found. Of several, or none, it is the first by id, whatever the order of the files.
    """
    ordered = sorted(origins, key=lambda origin: origin.entry.dossier.id)
    return min(ordered, key=lambda origin: answers_needs(origin.entry.dossier))


def answers_needs(dossier: Dossier) -> bool:
    """Return whether a dossier says of any need whether its own place has it."""
    return any(need.here is not None for _, need in StepChain.of(dossier).needs())


def foreign_problems(entry: InputEntry, hub: Hub, to_do: str = "") -> Iterator[Problem]:
    """Yield the problem that a dossier was not made for a hub."""
    if not made_for(entry, hub):
        yield entry.file.problem((), say(
            "adapt.refused_not_made_for", name=entry.dossier.name, hub=hub.id,
            where=_names(entry)), to_do or say("adapt.refused_name_a_dossier_of_it"))


def made_for(entry: InputEntry, hub: Hub) -> bool:
    """Return whether the dossier was made for this hub.

    A dossier was made for a hub that it names: in `[hubs.<id>]`, in a decision, through its call.
    It was made for the hub, too, whose place is its own; and for any hub of its country where it
    names no hub at all.
    """
    named = hubs_named(entry)
    if hub.id in named:
        return True
    place = entry.dossier.place
    if place is None:
        return False
    same_country = place.country == hub.place.country
    if place.name == hub.place.name:
        return same_country or place.country is None
    return not named and same_country and place.country is not None


def hubs_named(entry: InputEntry) -> tuple[str, ...]:
    """Return the hubs that the dossier, its challenge or its call name."""
    named = [*entry.dossier.hubs, *(decision.hub for decision in entry.dossier.decisions)]
    if entry.call is not None and entry.call.hub is not None:
        named.append(entry.call.hub)
    return tuple(sorted(set(named)))


def needs_of(dossier: Dossier) -> set[str]:
    """Return the ids of the needs of a dossier's mechanism."""
    return {need.id for _, need in StepChain.of(dossier).needs()}


def _hub_of(entry: InputEntry, hubs: Iterable[Methodology]) -> Methodology | None:
    return next((method for method in hubs if made_for(entry, method.hub)), None)


def _place_alone(dossier: Dossier, target: Hub) -> Methodology:
    """Return an empty method for a place without a hub."""
    place = dossier.place or Place(name=dossier.name)
    language = dossier.language or target.language
    return Methodology(api=1, phases=(), hub=Hub(
        id="", edition="", name={language: place.name}, place=place, language=language,
        currency=dossier.currency or ""))


def _stray(entry: InputEntry, hubs: Sequence[Methodology]) -> Iterator[Problem]:
    """Yield the problem of a dossier that none of the hubs goes with."""
    if hubs:
        yield from foreign_problems(entry, hubs[0].hub, _instead(entry))
    else:
        yield entry.file.problem((), say("adapt.refused_no_origin", where=_names(entry)),
                                 _instead(entry))


def _unmatched(hubs: Sequence[Methodology]) -> Iterator[Problem]:
    for method in hubs:
        yield Problem(f"--from {method.hub.id}", 0, "", say("adapt.refused_no_dossier_of_hub"),
                      say("adapt.refused_leave_it_out"))


def _several(origins: Sequence[Origin]) -> Iterator[Problem]:
    """Yield why several dossiers are not one mechanism tried in several places."""
    if len(origins) < 2:
        return
    main = first_tried(origins).entry
    shared = all(needs_of(origin.entry.dossier) & needs_of(main.dossier) for origin in origins)
    if not shared:
        yield Problem(str(main.file.path.parent), 0, "",
                      say("adapt.refused_not_one_mechanism", n=len(origins)),
                      say("adapt.refused_one_at_a_time"))
    first = [origin for origin in origins if not answers_needs(origin.entry.dossier)]
    for origin in first if shared and len(first) > 1 else ():
        yield origin.entry.file.problem(
            ("solution", "mechanism"), say("adapt.refused_no_need_here"),
            say("adapt.refused_write_here"))


def _names(entry: InputEntry) -> str:
    place = entry.dossier.place
    where = "" if place is None else place.name + (
        f" ({place.country})" if place.country else "")
    hubs = ", ".join(hubs_named(entry))
    if hubs and where:
        return say("adapt.refused_names_hubs_and_lies_in", hubs=hubs, place=where)
    if hubs:
        return say("adapt.refused_names_hubs", hubs=hubs)
    return say("adapt.refused_lies_in", place=where) if where else say(
        "adapt.refused_names_neither")


def _instead(entry: InputEntry) -> str:
    hubs = hubs_named(entry)
    if hubs:
        return say("adapt.refused_write_from", hub=hubs[0])
    return say("adapt.refused_write_from_hub") if entry.dossier.place else say(
        "adapt.refused_put_place")
