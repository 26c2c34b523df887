"""Awards become grants with all that the standard requires, or what is lacking is told."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from tests.property_examples import examples

from hubflow.documents.publishing.office_file import MADE
from hubflow.grants.grant_dossiers import Per, dossiers_of
from hubflow.grants.grant_export import ExportDefaults, grants_of
from hubflow.grants.package import encode_grants
from hubflow.grants.published_grants import read_package
from hubflow.grants.standard import currencies, lacking
from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import Publisher
from hubflow.plugins.importers import load_inputs
from hubflow.reading.dossiers.load import read_inputs

from .conftest import GRANT, Exporting

CAFE: Mapping[str, Any] = {
    "id": "cafe", "name": "Café", "currency": "EUR", "place": {"name": "Porto", "country": "PT"},
    "incubate": {
        "parties": [{"role": "implementing organisation", "name": "Café Lda",
                     "identifier": "PT-NIPPC-501964843"}],
        "awards": [{"id": "7", "funder": "A made-up trust", "funder_identifier": "360G-madeup",
                    "amount": 8000, "date": dt.date(2024, 5, 1), "purpose": "Rent"}],
    },
}


def cafe(**award: Any) -> dict[str, Any]:
    """The café with another award; None takes a key away."""
    old = CAFE["incubate"]["awards"][0]
    new = {key: value for key, value in {**old, **award}.items() if value is not None}
    return {**CAFE, "incubate": {**CAFE["incubate"], "awards": [new]}}


def test_an_award_is_a_grant(exported: Exporting) -> None:
    (grant,) = exported(CAFE, prefix="360G-hub").grants
    assert grant == {
        "id": "360G-hub-7", "title": "Café", "description": "Rent", "currency": "EUR",
        "amountAwarded": 8000, "awardDate": "2024-05-01",
        "recipientOrganization": [{"id": "PT-NIPPC-501964843", "name": "Café Lda"}],
        "fundingOrganization": [{"id": "360G-madeup", "name": "A made-up trust"}],
        "beneficiaryLocation": [{"name": "Porto", "countryCode": "PT"}],
    }


@pytest.mark.parametrize(("award", "lines"), [
    ({"date": None}, ["awards[0].date: 360Giving requires it (awardDate)"]),
    ({"purpose": None}, ["awards[0].purpose: 360Giving requires it (description)"]),
    ({"amount": "withheld"}, ["awards[0].amount: 360Giving requires it (amountAwarded)"]),
    ({"funder_identifier": None}, ["awards[0].funder_identifier: 360Giving requires it"]),
    ({"currency": "XXX"}, ['awards[0].currency: "XXX" is no currency in use']),
    ({"places": [{"name": "Nowhere", "country": "XX"}]}, ['Nowhere: "XX" is no country']),
    ({"recipient": "Nobody"}, ['awards[0].recipient: "Nobody" is not among the parties']),
    ({"date": None, "purpose": None}, ["awards[0].date", "awards[0].purpose"]),
])
def test_what_is_lacking_is_told_with_its_place(
    exported: Exporting, award: Mapping[str, Any], lines: list[str]
) -> None:
    with pytest.raises(BadInput) as bad:
        exported(cafe(**award), prefix="360G-hub")
    assert len(bad.value.problems) == len(lines)
    for problem, line in zip(bad.value.problems, lines, strict=True):
        assert line in str(problem)
        assert problem.line > 0
        assert problem.to_do


def test_who_received_it_must_be_plain(exported: Exporting) -> None:
    parties = [{"role": "implementing organisation", "name": name} for name in ("One", "Two")]
    both = {**CAFE, "incubate": {**CAFE["incubate"], "parties": parties}}
    with pytest.raises(BadInput, match="several parties implement"):
        exported(both, prefix="360G-hub")
    named = {**both["incubate"], "awards": [{**CAFE["incubate"]["awards"][0], "recipient": "two"}]}
    (grant,) = exported({**both, "incubate": named}, prefix="360G-hub",
                        identifiers={"TWO": "360G-hub-two"}).grants
    assert grant["recipientOrganization"] == [{"id": "360G-hub-two", "name": "Two"}]
    with pytest.raises(BadInput, match="no party implements"):
        exported({**CAFE, "incubate": {**CAFE["incubate"], "parties": []}}, prefix="360G-hub")


def test_identifiers_of_awards_are_stable_and_differ(exported: Exporting) -> None:
    with pytest.raises(BadInput, match="begin with the publisher's prefix"):
        exported(CAFE)
    assert exported(cafe(id="360G-other-1")).grants[0]["id"] == "360G-other-1"
    assert exported(cafe(id="A/1 é"), prefix="360G-hub").grants[0]["id"] == "360G-hub-A_1_"
    made = exported(cafe(id=None), prefix="360G-hub")
    assert made.made_ids == ("360G-hub-cafe-2024-05-01",)
    twice = {**CAFE["incubate"], "awards": CAFE["incubate"]["awards"] * 2}
    once = exported({**CAFE, "incubate": twice}, prefix="360G-hub")
    assert len(once.grants) == once.left_out == 1
    assert "is also the identifier of" in str(once.faults[0])


def test_an_award_that_lacks_something_leaves_the_others_in(exported: Exporting) -> None:
    awards = [CAFE["incubate"]["awards"][0], {"funder": "A trust", "amount": 5}]
    made = exported({**CAFE, "incubate": {**CAFE["incubate"], "awards": awards}},
                    prefix="360G-hub")
    assert (len(made.grants), made.left_out) == (1, 1)
    assert all("awards[1]" in fault.key for fault in made.faults)
    assert made.faults


def test_only_what_one_funder_awarded(exported: Exporting) -> None:
    assert exported(CAFE, prefix="360G-hub", funders=("another",)).grants == ()
    assert len(exported(CAFE, prefix="360G-hub", funders=("a MADE-UP trust",)).grants) == 1


def test_identifiers_are_found_in_the_dossier_or_supplied(exported: Exporting) -> None:
    bare = cafe(funder_identifier=None)
    cofunded = {**bare, "incubate": {**bare["incubate"], "cofunders": [
        {"name": "A made-up trust", "identifier": "GB-CHC-1090095"}]}}
    for dossier, known in ((cofunded, {}), (bare, {"A made-up trust": "GB-CHC-1090095"})):
        (grant,) = exported(dossier, prefix="360G-hub", identifiers=known).grants
        assert grant["fundingOrganization"][0]["id"] == "GB-CHC-1090095"


def test_numbers_of_charities_and_companies_stand_beside(exported: Exporting) -> None:
    for identifier, field, number in (
        ("GB-CHC-1090095", "charityNumber", "1090095"),
        ("GB-SC-SC042386", "charityNumber", "SC042386"),
        ("GB-NIC-100019", "charityNumber", "NIC100019"),
        ("GB-COH-09506232", "companyNumber", "09506232"),
    ):
        party = {"role": "implementing organisation", "name": "A", "identifier": identifier}
        (grant,) = exported({**CAFE, "incubate": {**CAFE["incubate"], "parties": [party]}},
                            prefix="360G-hub").grants
        assert grant["recipientOrganization"][0][field] == number


def test_the_package_names_its_publisher_and_is_the_same_each_time(exported: Exporting) -> None:
    grants = exported(CAFE, prefix="360G-hub").grants
    publisher = Publisher(prefix="360G-hub", name="A hub", licence="https://example.org/licence")
    package = encode_grants(".json", grants, publisher)
    assert package == encode_grants(".json", grants, publisher)
    said = json.loads(package)
    assert said["publisher"] == {"name": "A hub"}
    assert (said["version"], said["license"]) == ("1.4", "https://example.org/licence")


def test_a_workbook_of_grants_holds_no_time_at_which_it_was_made(exported: Exporting) -> None:
    file = io.BytesIO(encode_grants(".xlsx", exported(CAFE, prefix="360G-hub").grants, None))
    made = openpyxl.load_workbook(file).properties
    assert made.created == made.modified == MADE
    with zipfile.ZipFile(file) as packed:
        assert {part.date_time for part in packed.infolist()} == {MADE.timetuple()[:6]}


def test_sheets_hold_no_formulas(exported: Exporting) -> None:
    grants = exported(cafe(purpose="=1+1", title="-x"), prefix="360G-hub").grants
    sheet = encode_grants(".csv", grants, None).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert rows[0]["Description"] == "'=1+1"
    book = openpyxl.load_workbook(io.BytesIO(encode_grants(".xlsx", grants, None)))
    cells = {str(top.value): cell for top, cell in zip(*book.worksheets[0].iter_rows(),
                                                       strict=True)}
    assert (cells["Description"].value, cells["Description"].data_type) == ("=1+1", "s")
    assert cells["Title"].value == "-x"


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]),
               min_size=1, max_size=12)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)).map(dt.date.isoformat)
MONEY = st.one_of(st.integers(0, 10**9), st.integers(0, 10**9).map(lambda cents: cents / 100))
ORGANISATIONS = st.builds(
    lambda number, name: {"id": f"360G-madeup-org{number}", "name": f"{name}{number}"},
    st.integers(0, 3), st.just("Organisation "))
PLACES = st.lists(st.builds(
    lambda name, country, code: {"name": name, **country, **code}, TEXT,
    st.sampled_from([{}, {"countryCode": "PT"}, {"countryCode": "GB"}]),
    st.sampled_from([{}, {"geoCode": "E08000025"}])), max_size=2)


@st.composite
def packages(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Grants in plain form, of which all is carried."""
    grants = []
    for number in range(draw(st.integers(1, 5))):
        days = sorted([draw(DAYS), draw(DAYS)])
        grants.append({
            "id": f"360G-madeup-{number}", "title": draw(TEXT), "description": draw(TEXT),
            "currency": draw(st.sampled_from(sorted(currencies()))),
            "amountAwarded": draw(MONEY), "awardDate": draw(DAYS),
            "recipientOrganization": [draw(ORGANISATIONS)],
            "fundingOrganization": [draw(ORGANISATIONS)],
            **draw(st.sampled_from([{}, {"amountAppliedFor": 12.5}])),
            **draw(st.sampled_from([{}, {"plannedDates": [
                {"startDate": days[0], "endDate": days[1], "duration": 6}]}])),
            **draw(st.sampled_from([{}, {"grantProgramme": [{"title": "First"}]}])),
            **draw(st.sampled_from([{}, {"fromOpenCall": "Yes"}, {"fromOpenCall": "No"}])),
            **({"beneficiaryLocation": places} if (places := draw(PLACES)) else {}),
        })
    return grants


@settings(max_examples=examples(12),
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=packages(), ending=st.sampled_from([".json", ".csv", ".xlsx"]),
       per=st.sampled_from(["recipient", "grant"]))
def test_there_and_back_keeps_what_is_carried(
    tmp_path: Path, grants: list[dict[str, Any]], ending: str, per: Per
) -> None:
    path = tmp_path / f"grants{ending}"
    path.write_bytes(encode_grants(ending, grants, None))
    made = dossiers_of(read_package(path), tmp_path / "out", per=per)
    assert made.changes == ()
    again = grants_of(read_inputs([], made.dossiers).entries, ExportDefaults())
    assert sorted(again.grants, key=lambda grant: str(grant["id"])) == grants
    assert all(lacking(grant) == () for grant in again.grants)


def test_the_examples_are_told_what_they_lack() -> None:
    examples = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
    with pytest.raises(BadInput) as bad:
        grants_of(load_inputs(examples).entries, ExportDefaults("360G-hub"))
    assert {problem.key.rpartition(".")[2] for problem in bad.value.problems} == {
        "identifier", "funder_identifier", "date"}


STANDARD = os.environ.get("THREESIXTY_STANDARD")
"""A checkout of the 360Giving Data Standard, where its own schema is at hand."""


@pytest.mark.skipif(STANDARD is None, reason="THREESIXTY_STANDARD names no checkout of 360Giving")
@settings(max_examples=examples(8))
@given(grants=packages())
def test_packages_are_valid_by_the_standards_own_schema(grants: list[dict[str, Any]]) -> None:
    folder = Path(str(STANDARD)) / "schema"
    grant, package = (json.loads((folder / f"360-giving-{name}schema.json").read_text("utf-8"))
                      for name in ("", "package-"))
    checker = jsonschema.FormatChecker()
    checker.checks("date-time")(lambda text: not isinstance(text, str) or bool(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text)))
    known: Registry[Any] = Registry().with_resources(
        (address, DRAFT202012.create_resource(grant))
        for address in (grant["$id"], package["properties"]["grants"]["items"]["$ref"]))
    validator = jsonschema.Draft202012Validator(package, registry=known, format_checker=checker)
    validator.validate(json.loads(encode_grants(".json", grants, Publisher(
        prefix="360G-hub", name="A hub", identifier="GB-CHC-1090095",
        website="https://example.org", licence="https://example.org/licence"))))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"grants": [{**GRANT, "fromOpenCall": "Y"}]})
