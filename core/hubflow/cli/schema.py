"""``hubflow schema``: JSON Schemas for editors and programs."""

from __future__ import annotations

import json

import click


@click.command(name="schema")
@click.argument("what", type=click.Choice(["dossier", "challenge", "intake", "result"]))
def command(what: str) -> None:
    """Print the JSON Schema of a dossier, a challenge, an intake map, or the results of a run.

    Editors that know TOML complete and check a dossier with it.
    """
    from hubflow.loading.intake_map import IntakeMap
    from hubflow.loading.json_schema import json_schema
    from hubflow.model.dossier import Challenge, Dossier
    from hubflow.model.results import RunResult

    classes = {"dossier": (Dossier, "A dossier: all that is known of one venture"),
               "challenge": (Challenge, "A challenge: a place's social problem"),
               "intake": (IntakeMap, "Which column of a form's answers goes to which key"),
               "result": (RunResult, "The results of `hubflow run`")}
    click.echo(json.dumps(json_schema(*classes[what]), ensure_ascii=False, indent=2))
