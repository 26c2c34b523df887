"""Make dossiers of the grants in a package: one for each recipient, or one for each grant."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, Literal

import attrs

from hubflow.grants.flat_sheet import leaves
from hubflow.grants.grant_award import Data, ReadAward, not_carried, read_award, without_empty
from hubflow.grants.normal_form import Taker, conventions_of_grants
from hubflow.grants.organisations import alike_names
from hubflow.grants.package import FieldChange
from hubflow.grants.published_grants import Package, repeated_identifiers
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.toml.placed_file import PlacedFile, ValuePlace, make_placed_file
from hubflow.reading.values.conventions import Manner
from hubflow.reading.values.normal_text import id_of
from hubflow.text.spoken import say

Per = Literal["recipient", "grant"]

SOURCE = "360giving"
_ADDRESSES = ("downloadURL", "accessURL")
_COVERS = ["incubate.awards", "incubate.award_recorded", "incubate.awarded", "incubate.parties",
           "incubate.implementing_organisation"]


@attrs.frozen(eq=False, repr=False)
class ImportedDossiers:
    """The dossiers of a package, every change made in reading, and what was skipped.

    ``faults`` are the problems of the ``left_out`` grants, which are in no dossier.
    """

    dossiers: tuple[PlacedFile, ...]
    changes: tuple[FieldChange, ...]
    grants: int
    left_out: int = 0
    faults: tuple[Problem, ...] = ()


def dossiers_of(
    package: Package, folder: FilePath, *, per: Per = "recipient", dates: Manner | None = None,
    decimal: Manner | None = None,
) -> ImportedDossiers:
    """Return the dossiers of a package, to be written into ``folder``.

    A grant that does not say what every grant must, or says what no dossier may hold, is left out.
    So are grants to individuals: a dossier tells of no persons. Raises :class:`BadInput` with every
    value that may mean two things, since an option settles it for the whole file, and with all
    problems where no grant is left.
    """
    notes: dict[int, list[FieldChange]] = {}
    written = conventions_of_grants(
        package.grants, [manner for manner in (dates, decimal) if manner])
    faults = list(package.faults)
    left_out = package.left_out
    unclear: list[Problem] = []
    repeated = repeated_identifiers(package)
    grants: list[ReadAward] = []
    for number, given in enumerate(package.grants):
        wrong = [repeated[number]] if number in repeated else []
        taker = Taker(given, written, wrong, unclear, [])
        grant = read_award(taker)
        if wrong:
            faults += wrong
            left_out += 1
            continue
        notes[id(given)] = taker.changes
        if grant is not None:
            grants.append(grant)
    if unclear:
        raise BadInput([*faults, *unclear])
    found = _sound(package, grants, folder, per)
    faults += found.faults
    if not found.grants and not faults:
        raise one_problem(package.file, say("grants.all_to_individuals"),
                          say("grants.dossier_of_organisations"))
    if not found.grants:
        raise BadInput(faults)
    for unsound in set(map(_given, grants)) - set(map(_given, found.grants)):
        del notes[unsound]
    changes = (*_of_the_package(package), *itertools.chain(*notes.values()), *found.names)
    return ImportedDossiers(
        found.files, changes, len(found.grants),
        left_out + len(grants) - len(found.grants), tuple(sorted(set(faults))))


def _given(grant: ReadAward) -> int:
    return id(grant.given)


@attrs.frozen(eq=False, repr=False)
class _SoundGrants:
    """Grants whose dossiers load, with these, notes on names, and the other grants' faults."""

    grants: Sequence[ReadAward]
    files: tuple[PlacedFile, ...]
    names: tuple[FieldChange, ...]
    faults: tuple[Problem, ...]


def _sound(
    package: Package, grants: Sequence[ReadAward], folder: FilePath, per: Per
) -> _SoundGrants:
    """Return the grants whose dossiers would load."""
    faults: list[Problem] = []
    while True:
        names: list[FieldChange] = []
        files = _files(package, grants, folder, per, names)
        problems = read_inputs([], files).problems if files else ()
        sound = [grant for grant in grants if not any(map(grant.given.holds, problems))]
        if problems and len(sound) == len(grants):
            raise BadInput(problems)
        faults += problems
        if not problems:
            return _SoundGrants(grants, tuple(files), tuple(names), tuple(faults))
        grants = sound


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
        yield FieldChange("", sheet, "", None, "only the columns with headings of the sheet of "
                          "grants are read")


def _files(
    package: Package, grants: Sequence[ReadAward], folder: FilePath, per: Per,
    names: list[FieldChange],
) -> list[PlacedFile]:
    ids: dict[str, str] = {}
    return [_file(package, group, folder, _id(key, ids), per, names)
            for key, group in _groups(grants, per, names)]


def _groups(
    grants: Sequence[ReadAward], per: Per, names: list[FieldChange]
) -> Iterator[tuple[str, Sequence[ReadAward]]]:
    """Yield the grants of each dossier with what it stands for."""
    groups: dict[str, list[ReadAward]] = {}
    for grant in grants:
        groups.setdefault(_key(grant, per), []).append(grant)
    for key, group in groups.items():
        alike = alike_names([grant.recipient.name for grant in group]) if per == "recipient" else ()
        if len(alike) < 2:
            yield key, group
            continue
        for members in alike:
            own = [grant for grant in group if grant.recipient.name in members]
            others = "; ".join(sorted({grant.recipient.name for grant in group} - members))
            names += [FieldChange(
                str(grant.award["id"]), "recipientOrganization[0].id", key, key,
                f"a dossier of its own: {others} has the same number and no word of this name")
                for grant in own]
            yield f"{key} {min(members)}", own


def _key(grant: ReadAward, per: Per) -> str:
    if per == "grant":
        return str(grant.award["id"])
    return grant.recipient.identifier or grant.recipient.name


def _id(key: str, taken: dict[str, str]) -> str:
    """Return an id that is the same in every import, made from what the dossier stands for."""
    id = id_of(key)
    if id in taken:
        id = f"{id}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    taken[id] = key
    return id


def _file(
    package: Package, group: Sequence[ReadAward], folder: FilePath, id: str, per: Per,
    names: list[FieldChange],
) -> PlacedFile:
    first = group[0]
    awards = [dict(grant.award) for grant in group]
    for award, other in zip(awards, group, strict=True):
        if other.recipient.name != first.recipient.name:
            award["published_recipient"] = other.recipient.name
            names.append(FieldChange(
                str(award["id"]), "recipientOrganization[0].name", other.recipient.name,
                first.recipient.name, "one name for one organisation: that of grant "
                f"{first.award['id']}; the award keeps the published one"))
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
    return found.replace(name=package.file)


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
