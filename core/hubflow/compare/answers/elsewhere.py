"""Say where hubs look at ventures of another country as if they were of their own place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from hubflow.compare.kept_run import KeptRun
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import Hub
from hubflow.text.spoken import words_here


def from_elsewhere(
    runs: Sequence[KeptRun], names: Mapping[str, str], language: str
) -> tuple[str, ...]:
    """Return that evidence from another country counts as the hub's own, with whose it is.

    Empty if there is none. Within a country nobody knows where a hub's place ends, so that a
    dossier of the same country is taken to be of the hub's place.
    """
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for run in runs:
        for case in run.prepared.cases:
            dossier = case.entry.dossier
            if dossier.place and _elsewhere(dossier, run.prepared.methodology.hub):
                found[dossier.place.name][names[run.name]] = None
    if not found:
        return ()
    texts = words_here(language, "compare")
    by_hubs: defaultdict[str, list[str]] = defaultdict(list)
    for place, hubs in found.items():
        by_hubs[", ".join(hubs)].append(place)
    return (texts["elsewhere"].format(places="; ".join(
        texts["elsewhere_under"].format(place=", ".join(places), hubs=hubs)
        for hubs, places in by_hubs.items())),)


def _elsewhere(dossier: Dossier, hub: Hub) -> bool:
    """Return whether a dossier is of another country than a hub, and does not name the hub."""
    country = dossier.place.country if dossier.place else None
    own = hub.place.country
    return None not in (country, own) and country != own and hub.id not in dossier.hubs
