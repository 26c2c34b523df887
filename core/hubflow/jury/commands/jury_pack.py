"""``hubflow jury-pack``: what a jury needs to judge, for each assessor a folder."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import Day, Language, RateOption, as_json, plugin_option
from hubflow.model.rates import Rate

if TYPE_CHECKING:
    from hubflow.engine.pipeline.prepare import Prepared
    from hubflow.jury.pack import Pack, PackOptions

NAMES = "_names.csv"

F = TypeVar("F", bound=Callable[..., Any])


_OPTIONS = (
    click.option(
        "--assessors", "assessors", required=True, metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Who judges, as TOML or as a table (.csv, .xlsx): id, name, email, ventures, "
             "conflicts."),
    click.option(
        "--out", "out", required=True, metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help="The folder to write into; there is nothing in it yet."),
    click.option(
        "--phase", "phase", metavar="PHASE",
        help="The phase to judge. Without it, for each venture the one at which it stands."),
    click.option(
        "--blind", "blind", is_flag=True,
        help="Take names of people and organisations out of documents and file names; a code "
             "stands for each venture."),
    click.option(
        "--hide", "more", multiple=True, metavar="NAME",
        help="With --blind: a further name to take out. May be given several times."),
    click.option(
        "--format", "formats", multiple=True, metavar="FORMAT",
        help="The documents' format: md, html, docx, pdf. Without it pdf. May be given several "
             "times."),
    click.option(
        "--lang", "language", type=Language(), metavar="xx",
        help="The language of sheets and documents, such as en. Without it the hub's own."),
    as_json,
)


def pack_options(function: F) -> F:
    """What is wanted of a pack, wherever its ventures come from."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@attrs.frozen(kw_only=True)
class PackAsked:
    """The values of these options."""

    assessors: Path
    out: Path
    phase: str | None
    blind: bool
    more: tuple[str, ...]
    formats: tuple[str, ...]
    language: str | None
    as_json: bool

    def check(self) -> None:
        """Raise what can be told before anything is read."""
        from hubflow.cli.extras import needs
        from hubflow.documents.publishing.publish import libraries_for

        if self.more and not self.blind:
            raise click.UsageError("--hide goes with --blind.")
        _check_empty(self.out)
        needs("sheets", "openpyxl")
        needs("documents", *libraries_for(self.formats or ("pdf",)))


@click.command(name="jury-pack")
@plugin_option
@click.argument("paths", nargs=-1, required=True, metavar="CALL|DOSSIER...",
                type=click.Path(path_type=Path))
@pack_options
@panel_option
@click.option("--as-of", "as_of", type=Day(), help="Look at everything as on this day. Without it: "
              "the call's own date, else today.")
@click.option("--rate", "rates", multiple=True, type=RateOption(), metavar="CUR=RATE[@SOURCE]",
              help="What one unit of another currency is worth in the hub's, and who says so.")
def command(
    plugin: str | None, paths: tuple[Path, ...], panel: tuple[Path, ...], as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...], **options: Any,
) -> None:
    """Write what a jury needs to judge.

    For each assessor a folder: a scoring sheet (.xlsx) with the rubric, whose cells take what lies
    on the scale and nothing else, and a document for each venture to read. No judgement of anybody
    stands in it. Filled sheets go straight into `--panel`.

    \b
    _key.csv        which venture is which, and who reads it: for the secretary alone
    _assessors.csv  who gets which folder
    _names.csv      with --blind: words left in the texts that may be names
    """
    from hubflow.cli.command_inputs import read_any
    from hubflow.engine.pipeline.prepare import prepare
    from hubflow.plugins.manager import load_hub

    asked = PackAsked(**options)
    asked.check()
    hub = load_hub(plugin)
    inputs = read_any(hub, paths)
    prepared = prepare(hub, inputs, panel=panel, as_of=as_of, rates=dict(rates),
                       language=asked.language)
    write_pack(prepared, asked, inputs.others | {case.id for case in prepared.cases})


def write_pack(
    prepared: Prepared, asked: PackAsked, known: Collection[str],
    standing: Mapping[str, str] | None = None,
) -> None:
    """Write a pack, and tell of it.

    ``known`` are the ventures that the assessors' file may name. With ``standing``, the phase of
    each venture that may be judged, the jury is asked of these alone.
    """
    from hubflow.cli.file_writing import write_whole
    from hubflow.cli.progress import progress
    from hubflow.engine.pipeline.run import recommend, take
    from hubflow.jury.pack import PackOptions, pack_of
    from hubflow.jury.sheets.assessors_file import load_assessors

    _check_phase(prepared, asked.phase)
    jury = load_assessors(asked.assessors, known)
    result = recommend(prepared, take(prepared))
    if standing is not None:
        result = attrs.evolve(
            result, ventures=tuple(one for one in result.ventures if one.id in standing))
    with progress() as tell:
        wanted = PackOptions(asked.phase, tuple(dict.fromkeys(asked.formats or ("pdf",))), standing,
                        progress=tell)
        pack = pack_of(prepared, result, jury, _blind(wanted, result.hub.language, asked.more)
                       if asked.blind else wanted)
    names = _names(prepared, pack) if asked.blind else []
    files = dict(pack.files)
    if asked.blind:
        files[NAMES] = _table(("venture", "perhaps a name"), names)
    write_whole(asked.out, files)
    if asked.as_json:
        sys.stdout.write(
            json.dumps(_data(pack, names, asked.blind), ensure_ascii=False, indent=2) + "\n")
    else:
        _tell(pack, asked.out, len(names), blind=asked.blind)


def _check_empty(out: Path) -> None:
    from hubflow.model.input_problems import one_problem

    if out.is_dir() and any(out.iterdir()):
        raise one_problem(str(out), "there is something in this folder already",
                          "Choose another with --out: sheets that are filled in would be lost, and "
                          "documents with names lie beside those without.")


def _check_phase(prepared: Prepared, phase: str | None) -> None:
    from hubflow.model.input_problems import one_problem
    from hubflow.reading.records.nearest import did_you_mean

    phases = [found.id for found in prepared.methodology.phases]
    if phase is not None and phase not in phases:
        raise one_problem(f"--phase {phase}", f"{prepared.methodology.hub.id} has no such phase",
                          did_you_mean(phase, phases) or f"Its phases: {', '.join(phases)}.")


def _blind(wanted: PackOptions, language: str, more: Sequence[str]) -> PackOptions:
    """The pack without names."""
    from hubflow.cli.extras import needs
    from hubflow.text.catalogue import words

    needs("privacy", "faker", "phonenumbers", "stdnum")
    from hubflow.privacy.blinding import blinded

    told = words(language, "jury")
    return attrs.evolve(
        wanted, hides=lambda entry, code: blinded(entry.dossier, code, told, more))


def _names(prepared: Prepared, pack: Pack) -> list[tuple[str, str]]:
    """Words left in the texts that may be names, each with its venture's code."""
    from hubflow.privacy.blinding import maybe_names

    dossiers = {case.id: case.entry.dossier for case in prepared.cases}
    return [(pack.codes[id], name) for id, texts in pack.texts.items()
            for name in maybe_names(texts, dossiers[id])]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(head)
    table.writerows(rows)
    return text.getvalue().encode()


def _tell(pack: Pack, out: Path, names: int, *, blind: bool) -> None:
    from hubflow.jury.pack import why_not
    from hubflow.register.commands.register_words import counted

    for share in pack.shares:
        line = (f"{share.assessor}: {counted(len(share.ventures), 'venture')}, "
                f"{counted(share.judgements, 'judgement')}")
        line += f"; abstains on {', '.join(share.abstains)}" if share.abstains else ""
        click.echo(f"{line}.")
    reasons: dict[str, list[str]] = {}
    for one in pack.not_asked:
        reasons.setdefault(why_not(one), []).append(one.venture)
    for why, ventures in reasons.items():
        click.echo(f"Nothing is asked of {', '.join(ventures)}: {why}.")
    if pack.unread:
        click.echo(f"Fewer than {counted(pack.least, 'assessor')} read{'s' * (pack.least == 1)}: "
                   f"{', '.join(pack.unread)}.")
    if blind and names:
        click.echo(f"Left in the texts: {counted(names, 'word')} that may be names, in {NAMES}. "
                   "Look through them; take out more with --hide.")
    click.echo(f"Written to {out}.")


def _data(pack: Pack, names: Sequence[tuple[str, str]], blind: bool) -> dict[str, Any]:
    from hubflow.jury.pack import why_not

    return {
        "assessors": [{"assessor": share.assessor, "sheet": share.file,
                       "ventures": list(share.ventures), "judgements": share.judgements,
                       "abstains": list(share.abstains)} for share in pack.shares],
        "codes": dict(pack.codes) if blind else {},
        "not_asked": [{"venture": one.venture, "why": why_not(one)} for one in pack.not_asked],
        "too_few_readers": list(pack.unread),
        "perhaps_names": [{"venture": id, "words": name} for id, name in names],
    }
