"""Check that a dossier was made for the hub from which it is to be taken."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.model.input_problems import Problem
from hubflow.model.methodology import Hub
from hubflow.reading.dossiers.load import InputEntry


def origin_problems(entry: InputEntry, origin: Hub, target: Hub) -> Iterator[Problem]:
    """Yield the problems that keep one entry from being taken from ``origin`` to ``target``.

    A dossier was made for a hub that it names: in `[hubs.<id>]`, in a decision, through its call.
    It was made for the hub, too, whose place is its own; and for any hub of its country where it
    names no hub at all.
    """
    if origin.id == target.id:
        yield Problem(f"--to {target.id}", 0, "", "this is the hub that the dossier comes from",
                      "Name the hub of another place.")
    if entry.kind == "challenge":
        yield entry.file.problem(("kind",), "this is a challenge, not the dossier of a venture",
                                 "A place's problem does not move: give a venture's dossier.")
    else:
        yield from foreign_problems(entry, origin, _instead(entry))


def foreign_problems(entry: InputEntry, hub: Hub, to_do: str = "") -> Iterator[Problem]:
    """Yield the problem that a dossier was not made for a hub."""
    if not made_for(entry, hub):
        yield entry.file.problem((), f"{entry.dossier.id} was not made for {hub.id}; "
                                 f"{_names(entry)}", to_do or "Name a dossier of that hub.")


def made_for(entry: InputEntry, hub: Hub) -> bool:
    """Return whether the dossier was made for this hub."""
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


def _names(entry: InputEntry) -> str:
    place = entry.dossier.place
    where = "" if place is None else f"lies in {place.name}" + (
        f" ({place.country})" if place.country else "")
    hubs = ", ".join(hubs_named(entry))
    parts = [f"names {hubs}" if hubs else "", where]
    told = " and ".join(part for part in parts if part)
    return f"it {told}" if told else "it names neither a hub nor a place"


def _instead(entry: InputEntry) -> str:
    hubs = hubs_named(entry)
    if hubs:
        return f"Write --from {hubs[0]}."
    return "Write --from with the hub of its place." if entry.dossier.place else (
        "Put `place` into the dossier.")
