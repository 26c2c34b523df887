"""Whatever a file holds: dossiers come of it that load, or problems are told."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import tomli
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.grants.grant_dossiers import dossiers_of
from hubflow.grants.package import changes_csv
from hubflow.grants.published_grants import read_package
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_inputs
from hubflow.workbook.questions.dossier_toml import dossier_toml

from .conftest import GRANT

WORDS = st.one_of(st.text(max_size=8), st.sampled_from([
    "2019-05-01", "03/04/2019", "2019-05", "31/31/2019", "1,000", "£5", "-1", "1e400", "Y", "GBP",
    "UK", "GB-COH-1", "360G-x-1", "\ud800", "\x00", "=1+1", "'=", "healthy 健康"]))
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), WORDS,
                  st.floats(allow_nan=False), st.just(10**400))
ANY = st.recursive(PLAIN, lambda inner: st.one_of(
    st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=4)
PATHS = [
    ("id",), ("title",), ("currency",), ("amountAwarded",), ("awardDate",), ("fromOpenCall",),
    ("plannedDates",), ("plannedDates", "startDate"), ("recipientOrganization",),
    ("recipientOrganization", "id"), ("recipientOrganization", "name"),
    ("recipientOrganization", "companyNumber"), ("recipientOrganization", "charityNumber"),
    ("fundingOrganization", "id"), ("beneficiaryLocation",), ("beneficiaryLocation", "name"),
    ("beneficiaryLocation", "countryCode"), ("grantProgramme", "title"), ("our own",),
]
STILL = settings(max_examples=examples(30),
                 suppress_health_check=[HealthCheck.function_scoped_fixture])


def take_in(path: Path, folder: Path) -> None:
    """Read a file; what comes of it must load, and be written and read alike."""
    try:
        made = dossiers_of(read_package(path), folder / "out")
    except BadInput:
        return
    changes_csv(made.changes)
    for dossier in made.dossiers:
        text = dossier_toml(dossier.data)
        assert tomli.loads(text) == dossier.data
        (folder / "one.toml").write_bytes(text.encode())
        load_inputs([folder / "one.toml"])


@STILL
@example(changes=[(("title",), "\ud800")], about=None)
@example(changes=[(("amountAwarded",), float("inf"))], about=None)
@given(changes=st.lists(st.tuples(st.sampled_from(PATHS), ANY), max_size=3), about=ANY)
def test_any_package(
    tmp_path: Path, changes: list[tuple[tuple[str, ...], Any]], about: Any
) -> None:
    grant: dict[str, Any] = json.loads(json.dumps(dict(GRANT)))
    for path, value in changes:
        if len(path) == 1:
            grant[path[0]] = value
        elif isinstance(grant.setdefault(path[0], [{}]), list):
            grant[path[0]] = [{**each, path[1]: value} for each in grant[path[0]]
                              if isinstance(each, dict)]
    file = tmp_path / "package.json"
    file.write_text(json.dumps({"title": about, "publisher": about, "grants": [grant]})
                    .replace("Infinity", "1e999"), "utf-8")
    take_in(file, tmp_path)


HEADINGS = ["Identifier", "Title", "Currency", "Amount Awarded", "Award Date",
            "Recipient Org:Name", "Funding Org:Name"]


@STILL
@given(more=st.lists(st.one_of(st.text(max_size=12), st.sampled_from([
    "Beneficiary Location:7:Name", "Beneficiary Location:99999:Name", "plannedDates/0/startDate",
    "recipientOrganization/0", "Recipient Ind:Name", "a/b/c", ":::", "Recipient Org:0:0:Name"])),
    max_size=3), cells=st.lists(WORDS.filter(lambda word: word.isprintable()), max_size=10))
def test_any_sheet(tmp_path: Path, more: list[str], cells: list[str]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([*HEADINGS, *more])
    row = ["360G-x-1", "A", "GBP", "5", "2019-05-01", "B", "C"]
    writer.writerow([*row, *cells][:len(HEADINGS) + len(more)])
    writer.writerow([*(cells + [""] * 7)[:7]])
    path = tmp_path / "grants.csv"
    path.write_bytes(file.getvalue().encode("utf-8", "replace"))
    take_in(path, tmp_path)
