"""Packages and dossiers of grants for the tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from hubflow.grants.grant_dossiers import ImportedDossiers, dossiers_of
from hubflow.grants.grant_export import ExportDefaults, ExportedGrants, grants_of
from hubflow.grants.published_grants import read_package
from hubflow.plugins.importers import load_inputs

GRANT: Mapping[str, Any] = {
    "id": "360G-madeup-1", "title": "A kitchen", "description": "Rent of a kitchen",
    "currency": "GBP", "amountAwarded": 8000, "awardDate": "2019-05-01",
    "recipientOrganization": [{"id": "GB-COH-00000012", "name": "Kitchen"}],
    "fundingOrganization": [{"id": "360G-madeup", "name": "A made-up trust"}],
}
"""A grant with all that the standard requires; no such organisation is known to exist."""

Importing = Callable[..., ImportedDossiers]
Exporting = Callable[..., ExportedGrants]


@pytest.fixture
def imported(tmp_path: Path) -> Importing:
    """Write a package of grants, each the usual one with other values, and read it."""

    def importing(
        *changes: Mapping[str, Any], about: Mapping[str, Any] | None = None, **options: Any
    ) -> ImportedDossiers:
        grants = [{**GRANT, **change} for change in changes]
        path = tmp_path / "package.json"
        path.write_text(json.dumps({**(about or {}), "grants": grants}), "utf-8")
        return dossiers_of(read_package(path), tmp_path / "out", **options)

    return importing


@pytest.fixture
def exported(tmp_path: Path) -> Exporting:
    """Write dossiers and export their awards."""

    def exporting(
        *dossiers: Mapping[str, Any], prefix: str | None = None,
        identifiers: Mapping[str, str] | None = None, funders: tuple[str, ...] = (),
    ) -> ExportedGrants:
        folder = tmp_path / "dossiers"
        folder.mkdir(exist_ok=True)
        for data in dossiers:
            (folder / f"{data['id']}.toml").write_text(tomli_w.dumps(dict(data)), "utf-8")
        return grants_of(load_inputs([folder]).entries, ExportDefaults(prefix, identifiers or {}),
                         funders)

    return exporting
