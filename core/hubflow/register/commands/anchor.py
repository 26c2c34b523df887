"""``hubflow register anchor``: Have the head of the register kept where nobody here changes it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.register.office.register_options import (
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.register.storage.journal import Journal


@click.command(name="anchor")
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Also write the line into this file, to be stamped as it is.")
@click.option("--line", "line", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Record what was given back for the line in this file.")
@click.option("--answer", "answers", multiple=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="What was given back: a time stamp (RFC 3161, .tsr), a proof of OpenTimestamps "
              "(.ots), or any other file, such as a signed page. Without it the stamps that lie "
              "beside the line's file. May be given several times.")
@click.option("--held-by", "holder", default="", metavar="WHO", help="Who keeps the line, or has "
              "published it: somebody who does not keep the register.")
@click.option("--recorded", "recorded", metavar="N", type=click.IntRange(min=1),
              help="Write again, with --out, the line and the stamps that entry N records.")
@register_options("on", "by")
def command(
    out: Path | None, line: Path | None, answers: tuple[Path, ...], holder: str,
    recorded: int | None, register: NamedRegister,
) -> None:
    """Write the head of the register as a line, or record what was given back for it.

    The line names the register, its last entry, that entry's digest and the day. Publish it, print
    it and have it signed, or have it stamped: whoever holds it can show later that nothing before
    it was changed. `hubflow register verify --anchor FILE` holds the register to it.
    """
    if line is None and (answers or holder):
        raise click.UsageError(say("register-problems.answer_goes_with_line"))
    if line is not None and (out or recorded):
        raise click.UsageError(say("register-problems.line_records_an_answer"))
    if recorded is not None and out is None:
        raise click.UsageError(say("register-problems.recorded_goes_with_out"))
    register.check_day()
    if line is not None:
        _record(register, line, answers, holder)
    elif recorded is not None and out is not None:
        _write_again(register, recorded, out)
    else:
        _write(register, out)


def _write(register: NamedRegister, out: Path | None) -> None:
    """Print the line of the head, and write it into a file."""
    from hubflow.cli.file_writing import write_file
    from hubflow.register.anchoring.register_anchors import head_line

    with register.reading() as journal:
        head = head_line(journal, register.day)
    if out is not None:
        _check_new([out])
        write_file(out, head.file)
    click.echo(head.text)
    if out is not None:
        click.echo(say("register.written_then_stamp", out=out), err=True)


def _record(
    register: NamedRegister, path: Path, answers: tuple[Path, ...], holder: str
) -> None:
    """Record the answers to a line."""
    from hubflow.model.input_problems import one_problem
    from hubflow.register.anchoring.anchor_answers import answer_in
    from hubflow.register.anchoring.register_anchors import (
        check_line,
        line_in,
        record_anchor,
        stamps_beside,
    )

    line = line_in(path)
    files = list(dict.fromkeys(answers)) or stamps_beside(path)
    found = [(file.name, answer_in(file, line)) for file in files]
    holder = NonBlankText()(holder) if holder else ""
    if not holder and all(answer.kind == "file" for _, answer in found):
        raise one_problem(
            str(path), say("register-problems.nothing_says_that_somebody_else_keeps"),
            say("register-problems.give_the_stamp_with_answer_or"))
    with register.writing() as journal:
        check_line(journal, line, str(path))
        _check_day(line.day, register.day)
        seq = record_anchor(journal, line, found, holder=holder, on=register.day,
                            by=register.recorder)
    click.echo(say("register.anchored", entry=line.entry, day=line.day, seq=seq))
    for name, answer in found:
        click.echo(f"  {name}: {say(f'register.answer_{answer.kind}')}")
    if any(answer.kind != "file" for _, answer in found):
        click.echo(say("register.signer_not_checked"))


def _check_day(anchored: dt.date, on: dt.date) -> None:
    from hubflow.model.input_problems import one_problem

    if on < anchored:
        raise one_problem("--on", say("register-problems.is_before_the_day_of_the_line", on=on,
                                      anchored=anchored),
                          say("register-problems.give_the_day_on_which_it"))


def _write_again(register: NamedRegister, seq: int, out: Path) -> None:
    """Write the line and the stamps that an entry records, as they were given."""
    from hubflow.cli.file_writing import write_files

    with register.reading() as journal:
        line, stamps = _recorded(journal, seq)
    files = {out: line}
    for ending, content in stamps:
        number = sum(path.name.endswith(ending) for path in files)
        more = f".{number + 1}" if number else ""
        files[out.with_name(f"{out.name}{more}{ending}")] = content
    _check_new(list(files))
    write_files(files)
    for path in files:
        click.echo(say("register.written", path=path))


def _recorded(journal: Journal, seq: int) -> tuple[bytes, list[tuple[str, bytes]]]:
    from hubflow.model.input_problems import one_problem
    from hubflow.register.anchoring.register_anchors import anchor_of

    anchor = anchor_of(journal, seq)
    if anchor is None:
        raise one_problem(f"--recorded {seq}",
                          say("register-problems.this_entry_records_no_anchor"),
                          say("register-problems.hubflow_register_verify_lists_those_that"))
    line = next((form for form in anchor.line.stamped
                 if all(answer.is_of(form) for answer in anchor.answers)), anchor.line.file)
    return line, [(answer.ending, answer.content) for answer in anchor.answers if answer.content]


def _check_new(paths: list[Path]) -> None:
    """Raise :class:`BadInput` where a file is there: it may be the line that was stamped."""
    from hubflow.model.input_problems import BadInput, Problem

    there = [path for path in paths if path.exists()]
    if there:
        raise BadInput([Problem(str(path), 0, "",
                                say("register-problems.there_is_a_file_already_which"),
                                say("register-problems.choose_another_with_out"))
                        for path in there])
