"""``hubflow assign``: Assign ventures to assessors: balanced, without conflicts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import as_json, as_of_option, plugin_option, rate_option
from hubflow.model.rates import Rate
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.jury.assignment.assignment_files import MadeAssignment


@click.command(name="assign", cls=CaseCommand)
@plugin_option
@case_options("CALL|DOSSIER")
@click.option("--assessors", "assessors", metavar="FILE", required=True,
              type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Who may judge, as TOML or as a table (.csv, .xlsx): id, name, organisation, "
                   "group, conflicts, languages, expertise, most.")
@click.option("--per-venture", "per_venture", metavar="N", type=click.IntRange(1),
              help="How many assessors read each venture. Without it as many as the method's panel "
                   "needs.")
@click.option("--per-assessor", "per_assessor", metavar="N", type=click.IntRange(1),
              help="At most how many ventures an assessor reads.")
@click.option("--keep", "previous", metavar="FILE",
              type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="An earlier assignment: as much of it stays as possible, before loads are made "
                   "even.")
@click.option("--phase", "phase", metavar="PHASE",
              help="The phase to judge. Without it, for each venture the one at which it stands.")
@click.option("--language-by", "language_by", metavar="FACT", default="",
              help="The fact that says in which language a venture writes: whoever lists "
                   "`languages` reads only those.")
@click.option("--expertise-by", "expertise_by", metavar="FACT", default="",
              help="The fact that says a venture's subject: wherever possible one who lists it "
                   "under `expertise` reads it.")
@click.option("--seed", "seed", metavar="TEXT", default="",
              help="Draws among assignments that are equally good. The same seed gives the same.")
@click.option("--accept", "accept", metavar="REASON", default="",
              help="Let assessors read ventures whose people or organisations have their name, and "
                   "why that is right.")
@click.option("--out", "out", metavar="FILE", required=True,
              type=click.Path(path_type=Path, dir_okay=False),
              help="The list of assessors to write (.csv, .xlsx or .toml), with the ventures of "
                   "each, for `hubflow jury-pack --assessors`.")
@as_json
@panel_option
@as_of_option("Look at everything as on this day. Without it: the call's own date, else today.")
@rate_option
def command(
    plugin: str | None, cases: CaseArguments, assessors: Path, per_venture: int | None,
    per_assessor: int | None, previous: Path | None, phase: str | None, language_by: str,
    expertise_by: str, seed: str, accept: str, out: Path, as_json: bool,
    panel: tuple[Path, ...], as_of: dt.date | None, rates: tuple[tuple[str, Rate], ...],
) -> None:
    """Assign the ventures of a call to assessors.

    Each venture gets exactly as many as are wanted. Nobody reads a venture with which they have a
    conflict of interest: listed under `conflicts`, declared on a sheet (--panel, or in the
    register), or seen in a name of theirs or of their organisation. Loads are as even as that
    allows; assessors are linked by ventures that they both read, so that it can be told how strict
    each of them is. The best assignment is found exactly; where none is possible, the ventures that
    lack assessors are named, with why.
    """
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_lose
    from hubflow.engine.pipeline.case_source import one_set

    cases.check(sheets=bool(panel))
    needs("assign", "scipy")
    from hubflow.jury.assignment.assignment_demands import AssignmentRequest
    from hubflow.jury.assignment.assignment_files import FORMATS, make_assignment

    format = out.suffix.lower().removeprefix(".")
    if format not in FORMATS:
        raise click.UsageError(say("commands.list_ends_in", out=out))
    if format == "xlsx":
        needs("sheets", "openpyxl")
    kept = [path for path in (assessors, previous, *panel) if path is not None]
    refuse_to_lose([*cases.paths, *kept] if cases.register is None else kept, {"--out": out})
    with cases.source(named_hub(plugin), as_of=as_of) as source:
        found = one_set(source)
        made = make_assignment(found, AssignmentRequest(
            assessors=assessors, per_venture=per_venture, per_assessor=per_assessor,
            previous=previous, phase=phase, language_by=language_by, expertise_by=expertise_by,
            accept=accept, seed=seed), panel=panel, rates=dict(rates))
    write_file(out, made.written(format), private=True)
    if as_json:
        from hubflow.cli.to_json import print_json
        from hubflow.jury.pack import why_not

        print_json({"readers": dict(made.readers), "idle": list(made.idle),
                    "islands": [list(one) for one in made.found.islands],
                    "changed": [list(pair) for pair in made.changed] if previous else [],
                    "without_expert": made.without_expert,
                    "not_asked": [{"venture": one.venture, "why": why_not(one)}
                                  for one in made.demands.not_asked],
                    "ties": [str(tie) for tie in made.demands.ties]})
    else:
        _tell(made, out, accept, kept=previous is not None)


def _tell(made: MadeAssignment, out: Path, accept: str, *, kept: bool) -> None:
    from hubflow.jury.pack import not_asked_lines

    task, names = made.demands.task, made.demands.names
    for tie in made.demands.ties:
        said = say("office.tie_seen", assessor=tie.assessor, venture=tie.called, name=tie.name,
                   written=tie.written, stands=say(f"office.stands_{tie.stands}"))
        click.echo(say("office.tie_accepted", tie=said, reason=accept) if accept.strip()
                   else say("office.tie_kept_apart", tie=said))
    for one in made.assessors:
        conflicts = ", ".join(names.get(id, id) for id in one.conflicts)
        abstains = (say("office.abstains_on", ventures=conflicts)
                    if one.conflicts else "")
        click.echo(say("office.assessor_reads", id=one.id, n=len(one.ventures), abstains=abstains))
    if made.idle:
        click.echo(say("office.not_needed_and_not_in_the", idle=", ".join(made.idle)))
    if kept:
        click.echo(say("office.readings_as_before", new=len(made.changed),
                       n=len(made.found.pairs) - len(made.changed)))
    if made.without_expert:
        click.echo(say("office.nobody_knows", ventures=", ".join(
            names.get(id, id) for id in made.without_expert)))
    if len(made.found.islands) > 1:
        parts = "; ".join(", ".join(one) for one in made.found.islands)
        click.echo(say("office.these_assessors_have_no_venture_in", parts=parts))
    for line in not_asked_lines(made.demands.not_asked):
        click.echo(line)
    click.echo(say("office.assigned", n=len(task.ventures), per_venture=task.per_venture, out=out))
