"""What a package says comes into dossiers in plain form, and every change is told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hubflow.grants.grant_dossiers import ImportedDossiers, dossiers_of
from hubflow.grants.grant_export import ExportDefaults, grants_of
from hubflow.grants.package import FieldChange, changes_csv
from hubflow.grants.published_grants import read_package
from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers.load import read_inputs

from .conftest import GRANT, Importing


def award(made: ImportedDossiers, dossier: int = 0, number: int = 0) -> Mapping[str, Any]:
    """One award of one dossier."""
    found: Mapping[str, Any] = made.dossiers[dossier].data["incubate"]["awards"][number]
    return found


def told(made: ImportedDossiers) -> dict[str, tuple[str, str | None]]:
    """What was changed, by field."""
    return {change.field: (change.before, change.after) for change in made.changes}


def problems(action: Callable[[], object]) -> list[str]:
    """The messages that an action ends with."""
    with pytest.raises(BadInput) as bad:
        action()
    return [str(problem) for problem in bad.value.problems]


def test_a_plain_package_is_carried_without_a_change(imported: Importing) -> None:
    made = imported({})
    assert made.changes == ()
    (dossier,) = made.dossiers
    assert dossier.data == {
        "id": "gb-coh-00000012", "name": "Kitchen", "currency": "GBP",
        "sources": [{"id": "360giving", "title": "Grants in package.json (360Giving)",
                     "status": "published", "covers": dossier.data["sources"][0]["covers"]}],
        "incubate": {
            "parties": [{"role": "implementing organisation", "name": "Kitchen",
                         "identifier": "GB-COH-00000012"}],
            "awards": [{
                "id": "360G-madeup-1", "title": "A kitchen", "funder": "A made-up trust",
                "funder_identifier": "360G-madeup", "amount": 8000, "date": dt.date(2019, 5, 1),
                "purpose": "Rent of a kitchen"}],
        },
    }
    (entry,) = read_inputs([], made.dossiers).entries
    assert entry.dossier.incubate.awards[0].amount == 8000


@pytest.mark.parametrize(("written", "day"), [
    ("2019-05-01T00:00:00Z", "2019-05-01"), ("2019-05-01T00:00:00+01:00", "2019-05-01"),
    ("25/12/2019", "2019-12-25"), ("2019/05/01", "2019-05-01"), ("1.5.2019", "2019-05-01"),
])
def test_days_become_iso_and_that_is_told(imported: Importing, written: str, day: str) -> None:
    made = imported({"awardDate": written})
    assert award(made)["date"].isoformat() == day
    assert told(made) == {"awardDate": (written, day)}


def test_a_day_with_two_readings_is_not_guessed(imported: Importing) -> None:
    (message,) = problems(lambda: imported({"awardDate": "01/05/2019"}))
    assert "grants[0].awardDate" in message
    assert "2019-05-01 (day first) or 2019-01-05 (month first)" in message
    assert "--dates day-first" in message
    made = imported({"awardDate": "01/05/2019"}, dates="month first")
    assert award(made)["date"] == dt.date(2019, 1, 5)


def test_one_plain_day_shows_how_the_others_are_written(imported: Importing) -> None:
    made = imported({"awardDate": "01/05/2019"}, {"id": "360G-madeup-2", "awardDate": "31/05/2019"})
    assert award(made)["date"] == dt.date(2019, 5, 1)
    assert "day first" in made.changes[0].why


def test_a_month_is_no_day(imported: Importing) -> None:
    made = imported({"plannedDates": [{"startDate": "2019-05", "endDate": "2020"}]})
    assert "start" not in award(made)
    assert told(made) == {"plannedDates[0].startDate": ("2019-05", None),
                          "plannedDates[0].endDate": ("2020", None)}


@pytest.mark.parametrize(("written", "meant"), [
    ("Yes", True), ("No", False), ("Y", True), ("n", False), ("TRUE", True), (True, True),
    ("sim", True),
])
def test_yes_and_no(imported: Importing, written: Any, meant: bool) -> None:
    made = imported({"fromOpenCall": written})
    assert award(made)["open_call"] is meant
    assert bool(made.changes) == (written not in ("Yes", "No"))


def test_numbers_codes_and_places(imported: Importing) -> None:
    made = imported({
        "amountAwarded": "£8,000.50", "currency": "gbp", "amountAppliedFor": 9000,
        "plannedDates": [{"startDate": "2019-06-01", "endDate": "2019-11-30", "duration": 6}],
        "beneficiaryLocation": [{"name": "Birmingham", "countryCode": "UK",
                                 "geoCode": "E08000025"}, {"geoCode": "E08000026"}],
        "grantProgramme": [{"title": "First steps"}],
    })
    found = award(made)
    assert (found["amount"], found["amount_requested"], found["months"]) == (8000.5, 9000, 6)
    assert found["places"] == [{"name": "Birmingham", "country": "GB", "code": "E08000025"},
                               {"name": "E08000026", "code": "E08000026"}]
    assert found["programme"] == "First steps"
    assert told(made) == {
        "amountAwarded": ('"£8,000.50"', "8000.5"), "currency": ("gbp", "GBP"),
        "beneficiaryLocation[0].countryCode": ("UK", "GB"),
        "beneficiaryLocation[1].name": ("(none)", "E08000026"),
    }


def test_one_place_of_all_awards_is_the_dossiers(imported: Importing) -> None:
    place = {"beneficiaryLocation": [{"name": "Porto", "countryCode": "PT"}]}
    made = imported(place, {**place, "id": "360G-madeup-2"})
    assert made.dossiers[0].data["place"] == {"name": "Porto", "country": "PT"}
    assert "places" not in award(made)


@pytest.mark.parametrize(("recipient", "identifier", "changed"), [
    ({"id": "GB-COH-7645321"}, "GB-COH-07645321", {"recipientOrganization[0].id"}),
    ({"id": "360G-madeup-9", "companyNumber": "7645321"}, "GB-COH-07645321",
     {"recipientOrganization[0].id"}),
    ({"charityNumber": "SC042386"}, "GB-SC-SC042386", {"recipientOrganization[0].id"}),
    ({"id": "GB-COH-07645321", "companyNumber": "07645321"}, "GB-COH-07645321", set()),
    ({"id": "GB-COH-07645321", "charityNumber": "1090095"}, "GB-COH-07645321",
     {"recipientOrganization[0].charityNumber"}),
    ({"id": "PT-NIPPC-501964842"}, None, {"recipientOrganization[0].id"}),
    ({"id": "12"}, None, {"recipientOrganization[0].id"}),
])
def test_recipients_are_known_by_org_id(
    imported: Importing, recipient: Mapping[str, str], identifier: str | None, changed: set[str]
) -> None:
    made = imported({"recipientOrganization": [{"name": "Kitchen", **recipient}]})
    (party,) = made.dossiers[0].data["incubate"]["parties"]
    assert party.get("identifier") == identifier
    assert set(told(made)) == changed


@pytest.mark.parametrize("change", [
    {"recipientOrganization": [{"id": "GB-COH-00000012", "name": "Kitchen", "contactName": "Jo",
                                "telephone": "Jo", "streetAddress": "Jo"}]},
    {"Contact e-mail": "Jo"}, {"contacts": [{"name": "Jo"}]}, {"note": "Ask Jo@example.org."},
])
def test_the_report_repeats_no_contact(imported: Importing, change: Mapping[str, Any]) -> None:
    made = imported(change, about={"publisher": {"name": "A trust", "email": "Jo@example.org"}})
    assert len(made.changes) > 1
    assert {change.why for change in made.changes} == {"a dossier holds no contacts and addresses"}
    assert b"Jo" not in changes_csv(made.changes)


def test_what_is_not_carried_is_told(imported: Importing) -> None:
    made = imported(
        {"url": "https://example.org/1", "classifications": [{"title": "Food"}],
         "recipientOrganization": [{"id": "GB-COH-00000012", "name": "Kitchen",
                                    "email": "a@example.org"}, {"id": "x", "name": "Another"}]},
        {"id": "360G-madeup-2", "recipientIndividual": {"id": "360G-madeup-p", "name": "Person"}},
        about={"license": "https://example.org/licence", "title": "All",
               "publisher": {"name": "A made-up trust"}, "accessURL": "https://example.org"})
    left = {change.field: change.why for change in made.changes}
    assert {field: why for field, why in left.items() if "place for it" not in why} == {
        "recipientOrganization[0].email": "a dossier holds no contacts and addresses",
        "recipientOrganization[1].id": "an award has one of it",
        "recipientOrganization[1].name": "an award has one of it",
        "": "a grant to an individual; a dossier tells of no persons",
    }
    assert {"url", "classifications[0].title", "license"} <= set(left)
    assert all(change.after is None for change in made.changes)
    assert "Person" not in str([file.data for file in made.dossiers])
    assert "Person" not in str(made.changes)
    (source,) = made.dossiers[0].data["sources"]
    assert (source["title"], source["url"]) == (
        "A made-up trust: All (360Giving)", "https://example.org")


def test_a_dossier_for_each_recipient_or_grant(imported: Importing) -> None:
    grants: tuple[dict[str, Any], ...] = ({}, {
        "id": "360G-madeup-2", "title": "Another", "currency": "EUR",
        "recipientOrganization": [{"id": "GB-COH-00000012", "name": "KITCHEN LTD"}]})
    (one,) = imported(*grants).dossiers
    assert [award["currency"] for award in one.data["incubate"]["awards"]] == ["GBP", "EUR"]
    assert imported(*grants).changes[-1] == FieldChange(
        "360G-madeup-2", "recipientOrganization[0].name", "KITCHEN LTD", "Kitchen",
        "one name for one organisation: that of grant 360G-madeup-1; the award keeps the "
        "published one")
    assert [award.get("published_recipient") for award in one.data["incubate"]["awards"]] == [
        None, "KITCHEN LTD"]
    two = imported(*grants, per="grant").dossiers
    assert [file.data["id"] for file in two] == ["360g-madeup-1", "360g-madeup-2"]
    assert [file.data["name"] for file in two] == ["A kitchen", "Another"]


def test_unlike_names_with_one_number_stay_apart(imported: Importing) -> None:
    names = ["A law centre", "The university of Hull", "LAW CENTRE (Hull) Ltd", "A café"]
    grants = [{"id": f"360G-madeup-{at}", "recipientOrganization": [
        {"id": "GB-COH-00000012", "name": name}]} for at, name in enumerate(names)]
    made = imported(*grants)
    assert [(file.data["id"], len(file.data["incubate"]["awards"])) for file in made.dossiers] == [
        ("gb-coh-00000012-a-law-centre", 3), ("gb-coh-00000012-a-cafe", 1)]
    apart = [change for change in made.changes if "a dossier of its own" in change.why]
    assert [change.grant for change in apart] == [f"360G-madeup-{at}" for at in (0, 1, 2, 3)]
    again = imported(*reversed(grants)).dossiers
    assert {file.data["id"] for file in again} == {file.data["id"] for file in made.dossiers}


def test_the_published_names_come_out_again(imported: Importing) -> None:
    names = ["A clinic", "A law centre", "THE LAW CENTRE"]
    grants = [{"id": f"360G-madeup-{at}", "recipientOrganization": [
        {"id": "GB-COH-00000012", "name": name}]} for at, name in enumerate(names)]
    files = imported(*grants).dossiers
    entries = read_inputs([], files).entries
    out = grants_of(entries, ExportDefaults()).grants
    assert {grant["id"]: grant["recipientOrganization"][0]["name"] for grant in out} == {
        f"360G-madeup-{at}": name for at, name in enumerate(names)}


@pytest.mark.parametrize("fault", [
    {"plannedDates": [{"startDate": "2020-02-02", "endDate": "2020-02-01"}]},
    {"amountAwarded": "many"}, {"recipientOrganization": []}, {"currency": "£"},
    {"id": "360G-madeup-1"},
])
def test_one_faulty_grant_is_left_out_and_told(
    imported: Importing, fault: Mapping[str, Any]
) -> None:
    made = imported({}, {"id": "360G-madeup-2", **fault}, {"id": "360G-madeup-3"})
    assert [award["id"] for award in made.dossiers[0].data["incubate"]["awards"]] == [
        "360G-madeup-1", "360G-madeup-3"]
    assert (made.grants, made.left_out) == (2, 1)
    assert made.faults
    assert all(fault.key.startswith("grants[1]") for fault in made.faults)
    assert not [change for change in made.changes if change.grant == "360G-madeup-2"]


def test_ids_of_dossiers_do_not_hang_on_the_order(imported: Importing) -> None:
    names = ["Café São João", "Cafe Sao Joao", "健康", "Kitchen"]
    grants = [{"id": f"360G-madeup-{n}", "recipientOrganization": [{"name": name}]}
              for n, name in enumerate(names)]
    ids = [file.data["id"] for file in imported(*grants).dossiers]
    assert ids[0] == "cafe-sao-joao"
    assert ids[1].startswith("cafe-sao-joao-")
    assert len(set(ids)) == 4
    assert imported(*grants).dossiers[2].data["id"] == ids[2]


def test_everything_that_is_wrong_is_told_at_once(imported: Importing) -> None:
    messages = problems(lambda: imported(
        {"awardDate": "soon", "amountAwarded": "many", "currency": "£", "fromOpenCall": "perhaps"},
        {"amountAwarded": -1, "recipientOrganization": [], "id": None},
        {"id": "360G-madeup-1", "title": {"en": "x"}, "amountAwarded": None,
         "plannedDates": [{"startDate": "2020-02-02", "endDate": "2020-02-01"}]}))
    keys = [message.split(": ")[1] for message in messages]
    assert keys == sorted([
        "grants[0].awardDate", "grants[0].amountAwarded", "grants[0].currency",
        "grants[0].fromOpenCall", "grants[1].amountAwarded", "grants[1].id",
        "grants[1].recipientOrganization[0].name", "grants[2].id", "grants[2].title",
        "grants[2].amountAwarded"])


def test_an_end_before_the_start_is_told_where_it_stands(imported: Importing) -> None:
    (message,) = problems(lambda: imported(
        {"plannedDates": [{"startDate": "2020-02-02", "endDate": "2020-02-01"}]}))
    assert "grants[0].plannedDates[0].endDate" in message


@pytest.mark.parametrize(("content", "what"), [
    ("{", "this is not JSON"), ("[]", "there is no list `grants`"),
    ('{"grants": []}', "there are no grants"), ('{"grants": [1]}', "must be an object"),
    ('{"grants": [{"amountAwarded": NaN}]}', "NaN is no number"),
    ("[" * 100000, "too large to be read"),
    (json.dumps({"grants": [{**GRANT, "recipientIndividual": {"id": "x", "name": "y"}}]}),
     "all grants in it are to individuals"),
])
def test_files_that_are_no_packages(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "package.json"
    path.write_text(content, "utf-8")
    (message,) = problems(lambda: dossiers_of(read_package(path), tmp_path))
    assert what in message


def test_spreadsheets_of_other_kinds_are_refused(tmp_path: Path) -> None:
    (tmp_path / "grants.ods").write_bytes(b"x")
    (message,) = problems(lambda: read_package(tmp_path / "grants.ods"))
    assert ".ods spreadsheets are not read" in message
    assert "there is no such file" in problems(lambda: read_package(tmp_path / "none.json"))[0]


SHEET = """\
Identifier;title;Description;Currency;Amount Awarded;Award Date;Recipient Org:Identifier;\
Recipient Org:Name;fundingOrganization/0/id;Funding Org:Name;Beneficiary Location:Name;\
Beneficiary Location:1:Name;From an open call?;Our column
360G-madeup-1;'=1+1;Rent;GBP;8000;2019-05-01;GB-COH-00000012;Kitchen;360G-madeup;A trust;\
Walsall;Dudley;Yes;more
360G-madeup-1;;;;;;;;;;Solihull;;;
"""


def test_a_sheet_is_read_with_titles_numbers_and_rows_that_add(tmp_path: Path) -> None:
    path = tmp_path / "grants.csv"
    path.write_text(SHEET, "utf-8-sig")
    made = dossiers_of(read_package(path), tmp_path / "out")
    assert [place["name"] for place in award(made)["places"]] == ["Walsall", "Dudley", "Solihull"]
    assert (award(made)["title"], award(made)["amount"]) == ("=1+1", 8000)
    assert told(made) == {"Our column": ("more", None)}


def test_rows_of_one_grant_that_contradict_each_other(tmp_path: Path) -> None:
    path = tmp_path / "grants.csv"
    path.write_text(SHEET + "360G-madeup-1;;;EUR;;;;;;;;;;\n;;;;;;;;;;x;;;\n", "utf-8")
    package = read_package(path)
    assert (len(package.grants), package.left_out) == (0, 2)
    assert list(map(str, package.faults)) == [
        f"{path}:5: Identifier: is empty.",
        f"{path}:4: Currency: says otherwise than row 2 of the same grant. Rows of one grant may "
        "only add to each other."]
    path.write_text("Title;TITLE;Id\na;b;c\n", "utf-8")
    assert "two columns have this heading" in str(problems(lambda: read_package(path)))
    assert "there is no column with this heading" in str(problems(lambda: read_package(path)))


def test_a_workbooks_cells_may_be_days_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Meta"
    book.worksheets[0].append(["Version", "1.4"])
    sheet = book.create_sheet("Grants")
    header, first, _ = SHEET.replace(";title", ";Title").splitlines()
    sheet.append(header.split(";"))
    row: list[Any] = list(first.split(";"))
    row[4], row[5], row[12] = 8000, dt.datetime(2019, 5, 1), True
    sheet.append(row)
    path = tmp_path / "grants.xlsx"
    book.save(path)
    made = dossiers_of(read_package(path), tmp_path / "out")
    assert award(made)["date"] == dt.date(2019, 5, 1)
    assert told(made) == {"Our column": ("more", None), "fromOpenCall": ("true", "Yes"),
                          "sheet Meta": ("", None)}
