"""Make dossiers of the grants in a package: one for each recipient, or one for each grant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, Literal

import attrs

from hubflow.grants.flat_sheet import leaves
from hubflow.grants.grant_award import Data, ReadAward, not_carried, read_award, without_empty
from hubflow.grants.normal_form import Taker, conventions_of_grants
from hubflow.grants.package import FieldChange
from hubflow.grants.published_grants import Package, repeated_identifiers
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.toml.placed_file import PlacedFile, ValuePlace, make_placed_file
from hubflow.reading.values.conventions import Manner
from hubflow.reading.values.normal_text import slug

Per = Literal["recipient", "grant"]

SOURCE = "360giving"
_ADDRESSES = ("downloadURL", "accessURL")
_COVERS = ["incubate.awards", "incubate.award_recorded", "incubate.awarded", "incubate.parties",
           "incubate.implementing_organisation"]


@attrs.frozen(eq=False, repr=False)
class ImportedDossiers:
    """The dossiers of a package, every change made in reading, and what was skipped."""

    dossiers: tuple[PlacedFile, ...]
    changes: tuple[FieldChange, ...]
    grants: int


def dossiers_of(
    package: Package, folder: FilePath, *, per: Per = "recipient", dates: Manner | None = None,
    decimal: Manner | None = None,
) -> ImportedDossiers:
    """Return the dossiers of a package, to be written into ``folder``.

    Grants to individuals are left out: a dossier tells of no persons. Raises :class:`BadInput`
    with every problem: what can be read in no way or in several, what every grant must say and
    does not, and what a dossier may not hold.
    """
    problems: list[Problem] = list(repeated_identifiers(package))
    changes = list(_of_the_package(package))
    written = conventions_of_grants(
        package.grants, [manner for manner in (dates, decimal) if manner])
    grants = [grant for given in package.grants
              if (grant := read_award(Taker(given, written, problems, changes))) is not None]
    if not grants and not problems:
        raise one_problem(package.file, "all grants in it are to individuals",
                          "A dossier tells of organisations, and never of persons.")
    files = [] if problems else _files(package, grants, folder, per)
    problems += [] if problems else read_inputs([], files).problems
    if problems:
        raise BadInput(problems)
    return ImportedDossiers(tuple(files), tuple(changes), len(grants))


def _of_the_package(package: Package) -> Iterator[FieldChange]:
    """Return the file's statements about itself that no dossier holds."""
    used = {"version", "title", "publisher.name", *_ADDRESSES[:1]}
    for path, value in leaves(package.about):
        field = shown_key(path)
        if field not in used and not (field == _ADDRESSES[1] and not package.about.get(
                _ADDRESSES[0])):
            before, why = not_carried(path, value)
            yield FieldChange("", field, str(before), None, why)
    for sheet in package.unread:
        yield FieldChange("", f"sheet {sheet}", "", None, "only the sheet of grants is read")


def _files(
    package: Package, grants: Sequence[ReadAward], folder: FilePath, per: Per
) -> list[PlacedFile]:
    groups: dict[str, list[ReadAward]] = {}
    for grant in grants:
        groups.setdefault(_key(grant, per), []).append(grant)
    ids: dict[str, str] = {}
    return [_file(package, group, folder, _id(key, ids), per) for key, group in groups.items()]


def _key(grant: ReadAward, per: Per) -> str:
    if per == "grant":
        return str(grant.award["id"])
    return grant.recipient.identifier or grant.recipient.name


def _id(key: str, taken: dict[str, str]) -> str:
    """Return an id that is the same in every import, made from what the dossier stands for."""
    id = slug(key)
    if not id or id in taken:
        id = f"{id}-{hashlib.sha256(key.encode()).hexdigest()[:8]}".strip("-")
    taken[id] = key
    return id


def _file(
    package: Package, group: Sequence[ReadAward], folder: FilePath, id: str, per: Per
) -> PlacedFile:
    first = group[0]
    for other in group[1:]:
        if other.recipient.name != first.recipient.name:
            other.taker.changed(("recipientOrganization", 0, "name"), other.recipient.name,
                                first.recipient.name, "one name for one organisation: that of "
                                f"grant {first.award['id']}")
    awards = [dict(grant.award) for grant in group]
    currency = _shared(award.get("currency") for award in awards)
    place = _shared(tuple(map(_sorted, grant.places)) if len(grant.places) == 1 else None
                    for grant in group)
    for award, grant in zip(awards, group, strict=True):
        if currency:
            del award["currency"]
        if grant.places and not place:
            award["places"] = grant.places
    name = first.award.get("title") if per == "grant" else None
    data = without_empty({
        "id": id,
        "name": name or first.recipient.name,
        "place": dict(place[0]) if place else None,
        "currency": currency,
        "sources": [_source(package)],
        "incubate": {
            "parties": [without_empty({"role": "implementing organisation",
                                "name": first.recipient.name,
                                "identifier": first.recipient.identifier})],
            "awards": awards,
        },
    })
    found = make_placed_file(data, folder / f"{id}.toml", dict(_spots(group, data)))
    return attrs.evolve(found, name=package.file)


def _sorted(place: Data) -> tuple[tuple[str, Any], ...]:
    return tuple(place.items())


def _shared(values: Iterator[Any]) -> Any:
    """Return the value that all have in common; None if one lacks it or differs."""
    each = list(values)
    return each[0] if all(value == each[0] for value in each) else None


_WAYS: Mapping[str, KeyPath] = {
    "id": ("id",), "title": ("title",), "amount": ("amountAwarded",),
    "amount_requested": ("amountAppliedFor",), "currency": ("currency",), "date": ("awardDate",),
    "purpose": ("description",), "start": ("plannedDates", 0, "startDate"),
    "end": ("plannedDates", 0, "endDate"), "months": ("plannedDates", 0, "duration"),
    "funder": ("fundingOrganization", 0, "name"),
    "funder_identifier": ("fundingOrganization", 0, "id"),
}


def _spots(
    group: Sequence[ReadAward], data: Data
) -> Iterator[tuple[KeyPath, ValuePlace]]:
    """Return where the values of a dossier stand in the package, for messages."""
    yield (), group[0].given.at
    yield ("incubate", "parties", 0, "identifier"), group[0].given.spot(
        ("recipientOrganization", 0, "id"))
    for number, grant in enumerate(group):
        at = ("incubate", "awards", number)
        yield at, grant.given.at
        for key in data["incubate"]["awards"][number]:
            if key in _WAYS:
                yield (*at, key), grant.given.spot(_WAYS[key])


def _source(package: Package) -> Data:
    """Return the source of the facts: the package, by its own name."""
    about = package.about
    publisher = about.get("publisher")
    who = publisher.get("name") if isinstance(publisher, Mapping) else None
    said = about.get("title")
    title = said if said and isinstance(said, str) else f"Grants in {FilePath(package.file).name}"
    url = next((about[key] for key in _ADDRESSES if isinstance(about.get(key), str)), None)
    return without_empty({"id": SOURCE, "title": f"{who}: {title} (360Giving)" if who
                   else f"{title} (360Giving)", "url": url, "status": "published",
                   "covers": list(_COVERS)})
