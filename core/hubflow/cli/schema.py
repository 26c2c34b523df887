"""``hubflow schema``: JSON Schemas for editors and programs."""

from __future__ import annotations

import json

import click


@click.command(name="schema")
@click.argument("what", type=click.Choice(["dossier", "challenge", "case", "result"]))
def command(what: str) -> None:
    """Print the JSON Schema of a dossier, a challenge, a case, or the results of a run.

    Editors that know TOML complete and check a dossier or a case with it.
    """
    from hubflow.loading.json_schema import json_schema
    from hubflow.model.case import CaseFile
    from hubflow.model.dossier import Challenge, Dossier
    from hubflow.model.results import RunResult

    classes = {"dossier": (Dossier, "A dossier: all that is known of one venture"),
               "challenge": (Challenge, "A challenge: a place's social problem"),
               "case": (CaseFile, "A case: what a method is expected to say of dossiers"),
               "result": (RunResult, "The results of `hubflow run`")}
    click.echo(json.dumps(json_schema(*classes[what]), ensure_ascii=False, indent=2))
