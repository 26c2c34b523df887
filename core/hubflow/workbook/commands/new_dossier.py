"""``hubflow new-dossier``: Write an empty dossier, as TOML or a workbook."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.case_options import CaseCommand, note_register
from hubflow.cli.shared_options import plugin_option
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.model.values import CODE_PATTERN, ID_FORM
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.engine.method.compiled import Compiled
    from hubflow.plugins.manager import LoadedHub

_NEW = "new-venture"

HAND_OUT = "hubflow.register.office.handed_out"
"""What takes a dossier from a register: loaded where ``--register`` asks for it."""


@click.command(name="new-dossier", cls=CaseCommand)
@plugin_option
@click.option("--id", "id", metavar="ID",
              help=f"The venture's id: {ID_FORM}. Without it that of --from, "
                   "or new-venture; with --for applicant the id is taken from the name of the "
                   "file that comes back.")
@click.option("--format", "format", type=click.Choice(["toml", "xlsx"]),
              help="TOML, or an Excel workbook; told by --out if unsaid.")
@click.option("--from", "origin", metavar="DOSSIER|VENTURE",
              help="Begin with what this dossier or challenge holds; with --register with what "
                   "the register has of this venture.")
@click.option("--register", "register", metavar="[URL]", callback=note_register,
              help="Take --from from a register; the file is marked with its version, so that "
                   "`register update` knows what it was made from. Without URL what "
                   "HUBFLOW_REGISTER says, else hub.db of this folder.")
@click.option("--for", "audience", type=click.Choice(["applicant"]),
              help="A workbook of one to three sheets that asks for facts and answers alone. "
                   "Nothing that others stated is in it, and nothing that others state is read "
                   "from it.")
@click.option("--stage", "stages", multiple=True, type=click.Choice(STAGES),
              help="With --for: ask for what this stage asks. May be given several times; without "
                   "it all stages.")
@click.option("--missing", is_flag=True, help="With --for and --from: ask only for what is missing "
              "in the phases that the venture has reached.")
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the dossier into FILE, where there is none yet. Without it "
                   "the dossier is printed.")
def command(
    plugin: str | None, id: str | None, format: str | None, origin: str | None,
    register: str | None, audience: str | None, stages: tuple[str, ...], missing: bool,
    out: Path | None,
) -> None:
    """Write a dossier to be filled in.

    It holds exactly what the hub's method reads, with its questions in the hub's language, and
    loads and runs as it is: as TOML with the questions as comments, or as an Excel workbook with a
    sheet for each stage, whose cells take only what may stand there.
    """
    from hubflow.engine.method.prepared_method import compiled_method
    from hubflow.model.input_problems import BadInput
    from hubflow.plugins.manager import load_hub

    if id is not None and not re.fullmatch(CODE_PATTERN, id):
        raise click.UsageError(say("workbook.refused_no_id", id=id, form=ID_FORM))
    if format is None:
        format = "xlsx" if out is not None and out.suffix.lower() == ".xlsx" else "toml"
    _check(origin, register, audience, stages, missing=missing)
    if audience is not None and format != "xlsx":
        raise click.UsageError(say("workbook.refused_for_makes_workbook"))
    if format == "xlsx":
        if out is None or out.suffix.lower() != ".xlsx":
            raise click.UsageError(say("workbook.refused_workbook_needs_out"))
        hub = load_hub(plugin)
        compiled = compiled_method(hub)
        content = _content(compiled, id, origin, register)
        if audience is not None and id is None and origin is None:
            # who fills it in says who they are: two who leave a name as it is would be one venture
            content = {key: value for key, value in content.items() if key not in ("id", "name")}
        if audience is None:
            from hubflow.workbook import dossier_workbook

            made = dossier_workbook(compiled, content)
        else:
            from hubflow.workbook import applicant_workbook

            keys = _missing(hub, origin, register) if missing and origin is not None else None
            made = applicant_workbook(compiled, content, stages=stages, keys=keys)
    elif out is not None and out.suffix.lower() != ".toml":
        raise click.UsageError(say("workbook.refused_dossier_needs_out"))
    elif origin is not None and register is not None:
        made = _handed_out(register, origin).encode()
    elif origin is not None:
        raise click.UsageError(say("workbook.refused_from_is_for_workbooks"))
    else:
        from hubflow.reading.dossiers.load import read_inputs
        from hubflow.reading.toml.schema_directive import directive_for
        from hubflow.reading.toml.source import parse_toml
        from hubflow.workbook.questions.dossier_template import dossier_template

        text = dossier_template(compiled_method(load_hub(plugin)), id or _NEW)
        if out is not None:
            text = directive_for(out, "dossier") + text
        read = read_inputs([], [parse_toml(text, f"{id or _NEW}.toml")])
        if read.problems:
            raise BadInput(read.problems)
        made = text.encode()
    if out is None:
        sys.stdout.write(made.decode())
        return
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite

    refuse_to_overwrite({out: made})
    write_file(out, made)
    click.echo(say("office.written", out=out))


def _check(
    origin: str | None, register: str | None, audience: str | None, stages: tuple[str, ...], *,
    missing: bool,
) -> None:
    """Raise a usage error for options that go with others that are not there."""
    for option, given in (("--stage", stages), ("--missing", missing)):
        if given and audience is None:
            raise click.UsageError(say("workbook.refused_goes_with_applicant", option=option))
    if missing and (stages or origin is None):
        raise click.UsageError(say("workbook.refused_missing_with_from"))
    if register is not None and origin is None:
        raise click.UsageError(say("workbook.refused_register_with_from"))


def _content(
    compiled: Compiled, id: str | None, origin: str | None, register: str | None
) -> Mapping[str, Any]:
    """Return a dossier's data to begin with, or the hub's place alone."""
    from hubflow.cli.extras import needs

    needs("sheets", "openpyxl")
    if origin is None:
        hub = compiled.methodology.hub
        place = {"name": hub.place.name, "country": hub.place.country, "code": hub.place.code}
        new = id or _NEW
        return {"id": new, "name": new,
                "place": {key: value for key, value in place.items() if value},
                "language": hub.language, "currency": hub.currency}
    if register is not None:
        from hubflow.reading.toml.source import recorded_toml

        content = recorded_toml(_handed_out(register, origin))
    else:
        from hubflow.plugins.importers import dossier_reader
        from hubflow.reading.dossiers.single_file import read_single_file

        content = read_single_file(Path(origin), dossier_reader()).data
    return content if id is None else {**content, "id": id}


def _handed_out(register: str, venture: str) -> str:
    """Return the text of a venture's dossier in a register, marked with its version."""
    module = import_module(HAND_OUT)
    text: str = module.marked_text(*module.version_in_force(register, None, venture))
    return text


def _missing(hub: LoadedHub, origin: str, register: str | None) -> list[str]:
    """Return the keys of the facts that a venture lacks in the phases that it has reached.

    Where it lacks none there, those of the next phase.
    """
    from hubflow.cli.case_options import CaseArguments
    from hubflow.documents.inputs import gaps_of
    from hubflow.engine.pipeline.case_source import one_set
    from hubflow.model.input_problems import one_problem
    from hubflow.reading.dossiers.roles import part_of
    from hubflow.reading.toml.key_paths import key_parts

    with CaseArguments((origin,), register, None, None, None).source(hub) as source:
        found = one_set(source)
        prepared = found.prepared()
        gaps = gaps_of(prepared.compiled, found.result(prepared))
    phases = [(phase.reached, [key for lack in (*phase.missing, *phase.not_met)
                               for key in lack.keys if not lack.within and not part_of(
                                   key_parts(key))])
              for venture in gaps for phase in venture.phases]
    reached = [key for is_reached, keys in phases if is_reached for key in keys]
    keys = reached or next((keys for _, keys in phases if keys), [])
    if not keys:
        raise one_problem(origin, say("workbook.refused_nothing_missing"),
                          say("workbook.refused_ask_for_a_stage"))
    return keys
