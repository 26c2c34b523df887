"""``hubflow map``: Draw the issue map: a place's problem as a picture, or a blank to print."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.shared_options import as_of_option, language_option, plugin_option
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.report.issue_map.issue import IssueMap

DRAWN = (".svg", ".pdf")
SHEETS = (".csv", ".xlsx")
TOML = ".toml"


@click.command(name="map", cls=CaseCommand)
@case_options("DOSSIER|CHALLENGE|SHEET")
@plugin_option
@click.option("--mechanism", is_flag=True,
              help="How the solution works instead: a chain of steps with what each needs.")
@click.option("--blank", is_flag=True, help="Without a file: empty, to be printed and filled in.")
@click.option("--out", "outs", multiple=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="Where to: FILE.svg or FILE.pdf for the picture, FILE.csv or FILE.xlsx for the "
                   "sheet of three columns, FILE.toml for a mechanism's sheet as a dossier. May be "
                   "given several times.")
@click.option("--into", "into", metavar="DOSSIER",
              type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help="With --mechanism: add what the sheet says to this dossier, at its end.")
@as_of_option("Instruments that are open on this day.")
@language_option("The language of the headings. Without it the hub's or the dossier's own, else "
                 "en.")
def command(
    cases: CaseArguments,
    plugin: str | None,
    mechanism: bool,
    blank: bool,
    outs: tuple[Path, ...],
    into: Path | None,
    as_of: dt.date | None,
    language: str | None,
) -> None:
    """Draw the issue map: a place's problem on one sheet.

    Priority group, problem, causes, who responds today, evidence, and the solution's place in it;
    what no one responds to today stands out, and with -p each stage that no open instrument of
    the hub serves. From a dossier, a challenge, or a sheet of three columns that was filled in.
    With --mechanism how the solution works: each step, what it needs, and what changes. A sheet of
    it that was filled in becomes a dossier, or a part of one.
    """
    if blank == cases.given:
        raise click.UsageError(say("map.refused_name_or_blank"))
    cases.check(required=not blank, one=not blank)
    _check_names(cases, outs, into, reads_mechanism=mechanism and not blank)
    if any(out.suffix == ".pdf" for out in outs):
        from hubflow.cli.extras import needs

        needs("documents", "typst")
    if any(out.suffix == ".xlsx" for out in outs):
        from hubflow.cli.extras import needs

        needs("sheets", "openpyxl")
    from hubflow.cli.overwrite_guard import refuse_to_lose

    refuse_to_lose(cases.paths, {f"--out {out}": out for out in outs})
    files = _blank(language or "en", outs, mechanism) if blank else _filled(
        cases, plugin, as_of, language, (*outs, *([into] if into else [])), mechanism, into)
    from hubflow.cli.file_writing import write_files

    write_files(files)
    for out in files:
        click.echo(say("office.written", out=out))


def _check_names(
    cases: CaseArguments, outs: tuple[Path, ...], into: Path | None, *, reads_mechanism: bool
) -> None:
    """Raise a usage error for a name that nothing can be written to."""
    if not outs and into is None:
        raise click.UsageError(say("map.refused_say_where"))
    known = DRAWN + SHEETS + (TOML,)
    for out in outs:
        if out.suffix not in known:
            raise click.UsageError(say("office.name_must_end_in", path=out,
                                       endings=", ".join(known)))
    dossiers = [*(out for out in outs if out.suffix == TOML), *([into] if into else [])]
    if not dossiers:
        return
    if not reads_mechanism or cases.register is not None or _is_dossier(cases.paths[0]):
        raise click.UsageError(say("map.refused_needs_a_sheet", path=dossiers[0]))
    if into is not None and into.suffix.lower() != TOML:
        raise click.UsageError(say("map.refused_into_toml", path=into))
    for out in outs:
        if out.suffix == TOML and out.exists():
            raise click.UsageError(say("map.refused_exists", path=out))


def _blank(language: str, outs: tuple[Path, ...], mechanism: bool) -> Mapping[Path, bytes]:
    from hubflow.report.issue_map.blank_map import blank, blank_mechanism
    from hubflow.report.issue_map.issue import MECHANISM_KINDS, PROBLEM_KINDS
    from hubflow.report.issue_map.map_sheet import blank_sheet

    kinds = MECHANISM_KINDS if mechanism else PROBLEM_KINDS
    draw = blank_mechanism if mechanism else blank
    return {out: blank_sheet(language, out.suffix, kinds) if out.suffix in SHEETS else _picture(
        draw(language), out.suffix) for out in outs}


def _filled(
    cases: CaseArguments, plugin: str | None, as_of: dt.date | None, language: str | None,
    outs: tuple[Path, ...], mechanism: bool, into: Path | None,
) -> Mapping[Path, bytes]:
    from hubflow.report.issue_map.map_drawing import drawn
    from hubflow.report.issue_map.map_sheet import sheet_of
    from hubflow.report.issue_map.mechanism_drawing import drawn_mechanism

    map, spoken = _map(cases, plugin, as_of, language, mechanism)
    draw = functools.partial(drawn_mechanism if mechanism else drawn, colours=_colours(plugin))
    files = {}
    for out in outs:
        if out.suffix in SHEETS:
            files[out] = sheet_of(map, spoken, out.suffix)
        elif out.suffix in DRAWN:
            files[out] = _picture(draw(map, spoken), out.suffix)
        else:
            files[out] = _dossier(map, out, str(cases.paths[0]), into)
    return files


def _colours(plugin: str | None) -> Mapping[str, str]:
    """Return the colours of the hub that -p names, else hubflow's own."""
    from hubflow.documents.design.palette import colours
    from hubflow.documents.publishing.hub_look import look_of

    hub = named_hub(plugin)
    return colours(None if hub is None else look_of(hub))


def _dossier(map: IssueMap, out: Path, sheet: str, into: Path | None) -> bytes:
    """Return a dossier that states the sheet's mechanism; ``into`` keeps what it says already."""
    from hubflow.reading.toml.source import read_toml
    from hubflow.report.issue_map.mechanism_toml import mechanism_dossier, with_mechanism

    if out == into:
        return with_mechanism(read_toml(out), map, sheet).encode()
    return mechanism_dossier(map, out, sheet).encode()


def _map(
    cases: CaseArguments, plugin: str | None, as_of: dt.date | None, language: str | None,
    mechanism: bool,
) -> tuple[IssueMap, str]:
    """The map of a file or of a venture in a register, and its language."""
    import attrs

    from hubflow.cli.panel_option import unused_line
    from hubflow.documents.safe_markdown import one_line
    from hubflow.report.issue_map.from_dossier import issue_map, offers_of, stages
    from hubflow.report.issue_map.map_sheet import read_map, unused_columns
    from hubflow.report.issue_map.mechanism_items import mechanism_map

    method = None
    if plugin is not None:
        from hubflow.engine.method.prepared_method import compiled_method
        from hubflow.plugins.manager import load_hub

        method = compiled_method(load_hub(plugin)).methodology
    spoken = language or (method.hub.language if method is not None else None)
    offers = None if method is None else offers_of(
        method, as_of or dt.date.today(), spoken or "en")
    if cases.register is None and not _is_dossier(path := cases.paths[0]):
        map = read_map(path, one_line(path.stem))
        if unused := unused_columns(path):
            click.echo(unused_line(str(path), unused), err=True)
        return attrs.evolve(map, stages=stages(offers or {}, spoken or "en")), spoken or "en"
    from hubflow.model.input_problems import one_problem

    with cases.source(None) as source:
        entries, name = source.entries(), source.name
    if len(entries) != 1:
        raise one_problem(name, say("map.refused_of_one"), say("map.refused_name_its_file"))
    dossier = entries[0].dossier
    spoken = spoken or dossier.language or "en"
    if mechanism:
        return mechanism_map(dossier, spoken), spoken
    return issue_map(dossier, spoken, offers), spoken


def _is_dossier(path: Path) -> bool:
    """Whether a file is a dossier or challenge, and no sheet; a folder may hold one."""
    from hubflow.reading.values.workbook_names import is_workbook
    from hubflow.workbook.reading.dossier_workbook import holds_dossier

    if path.is_dir() or path.suffix.lower() == ".toml":
        return True
    return is_workbook(path) and holds_dossier(path)


def _picture(svg: str, suffix: str) -> bytes:
    if suffix == ".svg":
        return svg.encode()
    from hubflow.report.issue_map.map_pdf import pdf

    return pdf(svg)
