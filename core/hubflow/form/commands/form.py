"""``hubflow form``: Write a call's form for the tool that collects its answers."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from hubflow.cli.case_options import CaseCommand, note_register
from hubflow.cli.shared_options import plugin_option
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubflow.engine.method.compiled import Compiled
    from hubflow.form.application_form import ApplicationForm
    from hubflow.model.call import Call
    from hubflow.plugins.manager import LoadedHub

_IN_REGISTER = "hubflow.register.office.recorded_dossiers"
"""What reads the calls of a register: loaded where one is named."""

TOOLS = ("google", "microsoft", "limesurvey", "xlsform", "page")


@click.command(name="form", cls=CaseCommand)
@plugin_option
@click.option("--phase", "phases", metavar="PHASE", multiple=True,
              help="Ask what this phase reads. May be given several times; without it what all "
                   "phases read.")
@click.option("--call", "call", metavar="CALL",
              help="The call that the form is for, by which it is named: its call.toml or the "
                   "folder of it; with --register its id.")
@click.option("--register", "register", metavar="[URL]", callback=note_register,
              help="The register that has the call. Without URL what HUBFLOW_REGISTER says, else "
                   "hub.db of this folder.")
@click.option("--for", "tool", required=True, type=click.Choice(TOOLS),
              help="The tool: Google Forms (a script that makes the form), Microsoft Forms (a Word "
                   "document for its quick import), LimeSurvey (a survey structure), XLSForm for "
                   "KoboToolbox and ODK, or a page to print.")
@click.option("--entries", "entries", metavar="N", type=click.IntRange(1, 20), default=1,
              show_default=True, help="How many entries of each list are asked for; an XLSForm "
                                      "lets people add as many as they need.")
@click.option("--answers/--no-answers", "answers", default=True, show_default=True,
              help="Ask about what the jury judges and no fact informs, a free text each, which "
                   "the jury's document shows.")
@click.option("--out", "out", metavar="DIR", required=True, type=click.Path(path_type=Path),
              help="The folder to write into.")
def command(
    plugin: str | None, phases: tuple[str, ...], call: str | None, register: str | None, tool: str,
    entries: int, answers: bool, out: Path,
) -> None:
    """Write the questions that a method asks of applicants as a form, and the map for its answers.

    The questions, choices and limits are those of the method, in the hub's language; above them
    stand what happens in the phases, and what their jury looks at. The folder holds the form and
    `intake.toml`, with which `hubflow intake` reads the answers.
    """
    from hubflow.cli.file_writing import write_whole
    from hubflow.cli.overwrite_guard import refuse_to_overwrite
    from hubflow.engine.method.asks import judged_unasked
    from hubflow.engine.method.prepared_method import compiled_method
    from hubflow.form.application_form import application_form
    from hubflow.plugins.manager import load_hub

    hub = load_hub(plugin)
    compiled = compiled_method(hub)
    _check_phases(compiled, phases)
    form = application_form(compiled, phases, 0 if tool == "xlsform" else entries,
                            _call_named(call, register, hub.id), answers=answers)
    files = _files(tool, form, compiled, hub)
    refuse_to_overwrite({out / name: content for name, content in files.items()})
    write_whole(out, files)
    count = len(form.questions)
    click.echo(say("office.written_to_questions", out=out, files=", ".join(files), count=count))
    if form.nested:
        click.echo(say("office.lists_within_lists_are_not_asked", nested="; ".join(form.nested)))
    unasked = () if answers else judged_unasked(compiled, phases)
    if unasked:
        click.echo(say("office.judged_unasked", criteria="; ".join(ask.text for ask in unasked)))
    if tool == "microsoft":
        click.echo(say("office.microsoft_forms_documents_no_format_to"))


def _check_phases(compiled: Compiled, phases: tuple[str, ...]) -> None:
    from hubflow.reading.records.nearest import did_you_mean

    known = [plan.phase.id for plan in compiled.phases]
    unknown = [phase for phase in phases if phase not in known]
    if unknown:
        raise click.BadParameter(say("office.no_phase", unknown=unknown[0],
                                     unknown_2=did_you_mean(unknown[0], known)),
                                 param_hint="--phase")


def _call_named(call: str | None, register: str | None, hub: str) -> Call | None:
    """Return the call of a folder or of a register; None where none is named."""
    from hubflow.model.files import CALL_FILE
    from hubflow.model.input_problems import BadInput
    from hubflow.reading.dossiers.calls import find_call

    if register is not None:
        if call is None:
            raise click.UsageError(say("commands.register_goes_with"))
        return cast("Call", import_module(_IN_REGISTER).call_in_register(register, hub, call))
    if call is None:
        return None
    path = Path(call)
    found, problems = find_call(path.parent if path.name == CALL_FILE else path)
    if found is None:
        raise BadInput(list(problems))
    return found.call


def _files(
    tool: str, form: ApplicationForm, compiled: Compiled, hub: LoadedHub
) -> Mapping[str, bytes]:
    """Return the files of a tool."""
    from hubflow.cli.extras import needs
    from hubflow.text.catalogue import words

    if tool == "google":
        from hubflow.form.google_form import google_form

        return google_form(form)
    if tool == "microsoft":
        needs("documents", "docx")
        from hubflow.form.microsoft_form import microsoft_form

        return microsoft_form(form)
    if tool == "limesurvey":
        from hubflow.form.limesurvey_form import limesurvey_form

        return limesurvey_form(form)
    if tool == "xlsform":
        needs("sheets", "openpyxl")
        from hubflow.form.xlsform import xlsform

        return xlsform(form, compiled.methodology.hub.edition,
                       words(form.language, "form")["not_allowed"])
    from hubflow.documents.publishing.hub_look import look_of
    from hubflow.form.printed_form import printed_form

    return printed_form(form, look_of(hub))
