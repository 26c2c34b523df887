"""Identifiers of organisations: checked where they stand, and corrected where that is certain."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_inputs
from hubflow.reading.records.org_ids import (
    corrected_org_id,
    number_forms,
    of_charity,
    of_company,
    org_id_flaw,
    register_codes,
    split,
)

DOSSIER = """
id = "cafe"
name = "Café"
[[incubate.parties]]
role = "social investor"
name = "A body"
identifier = "{}"
"""


def said_of(folder: Path, identifier: str) -> str:
    """What is wrong with a party's identifier; empty for nothing."""
    path = folder / "cafe.toml"
    path.write_text(DOSSIER.format(identifier), "utf-8")
    try:
        load_inputs([path])
    except BadInput as bad:
        (problem,) = bad.problems
        assert (problem.line, problem.key) == (7, "incubate.parties[0].identifier")
        return f"{problem.what}. {problem.to_do}"
    return ""


@pytest.mark.parametrize("identifier", [
    # examples of org-id.guide's register, and of 360Giving's guidance
    "GB-COH-09506232", "GB-CHC-279417", "GB-CHC-1164883", "GB-SC-SC042386", "GB-NIC-100019",
    "GB-MPR-IP031455", "GB-LAE-WOT", "GB-SRS-sid4gov.cabinetoffice.gov.uk/tBq37PN7",
    # python-stdnum's example of a NIPC
    "PT-NIPPC-501964843",
    # of other countries only the form is known
    "BE-BCE_KBO-0123456789", "AR_B-CIP-12", "XI-LEI-1", "360G-xyztrust-123_ABC",
])
def test_sound_identifiers_are_taken(tmp_path: Path, identifier: str) -> None:
    assert said_of(tmp_path, identifier) == ""


@pytest.mark.parametrize(("identifier", "told"), [
    ("07645321", "the code of a register before the number"),
    ("GB-COH-7645321", "Write GB-COH-07645321"),
    ("GB-COH-abcdefgh", "A number has eight digits"),
    ("GB-CHC-SC042386", "Write GB-SC-SC042386"),
    ("GB-SC-042386", "Write GB-SC-SC042386"),
    ("GB-NIC-NIC100019", "Write GB-NIC-100019"),
    ("PT-NIPC-501964843", "Write PT-NIPPC-501964843"),
    ("PT-NIPPC-501964842", "the check digit of the number does not fit"),
    ("PT-NIPPC-123456789", "the tax number of a person"),
    ("GB-CCH-1", 'knows no register "GB-CCH"'),
    ("GB-COH-", "does not have the right form"),
])
def test_others_are_told_with_what_to_do(tmp_path: Path, identifier: str, told: str) -> None:
    assert told in said_of(tmp_path, identifier)


def test_all_forms_are_of_known_registers() -> None:
    assert set(number_forms()) <= register_codes()


@given(st.text(max_size=30))
def test_what_is_mended_is_sound_and_stays(text: str) -> None:
    made, why = corrected_org_id(text)
    if made is not None:
        assert org_id_flaw(made) is None
        assert corrected_org_id(made)[0] == made
        assert made == text or why


@given(st.integers(0, 10**8 - 1))
def test_lost_zeros_of_companies_come_back(number: int) -> None:
    made, _ = of_company(f"{number:08}".removeprefix("0"))
    assert made == f"GB-COH-{number:08}"


def test_a_charity_number_of_two_registers_is_not_guessed() -> None:
    assert of_charity("100019") == (None, "may be of England and Wales or of Northern Ireland")
    assert of_charity("NIC100019")[0] == "GB-NIC-100019"
    assert of_charity("n/a")[0] is None
    assert split("GB-COH-1-2") == ("GB-COH", "1-2")
