"""The ``hubflow`` command: a table of commands whose modules are imported when they run."""

from __future__ import annotations

import atexit
import functools
import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

import click

from hubflow.cli.lazy import LazyGroup

COMMANDS = {
    "new": ("kit.commands.new",
        "Begin a hub of your own: a folder that works at once."),
    "run": ("cli.commands.run",
        "Take dossiers through a hub's stages: scorecards, reasons, the proposal."),
    "why": ("cli.commands.why",
        "Explain each recommendation, down to the sources."),
    "trading": ("trading.commands.trading",
        "Test trading in depth: checkpoints, cash, growth, survival."),
    "report": ("report.commands.report",
        "Write a web page to look at: a venture, a call, or hubs side by side."),
    "map": ("report.commands.map",
        "Draw the issue map: a place's problem as a picture, or a blank to print."),
    "compare": ("compare.commands.compare",
        "Compare methods, alone or over the same dossiers."),
    "adapt": ("adapt.commands.adapt",
        "Take a venture to another place: a draft dossier and a memo."),
    "check": ("kit.commands.check",
        "Check a hub's plugin: file, code, laws, cases, comparability."),
    "explain": ("kit.commands.explain",
        "Explain a check of `hubflow check`."),
    "handbook": ("cli.commands.handbook",
        "Print a hub's method as published rules."),
    "inputs": ("cli.commands.inputs",
        "Tell what a method reads, and what a dossier still lacks."),
    "new-dossier": ("workbook.commands.new_dossier",
        "Write a dossier to be filled in, as TOML or a workbook."),
    "convert": ("workbook.commands.convert",
        "Make TOML of a dossier in a workbook."),
    "intake": ("intake.commands.intake",
        "Make dossiers of the answers to a form."),
    "grants": ("grants.commands",
        "Publish awards as 360Giving, and make dossiers of what funders publish."),
    "jury-pack": ("jury.commands.jury_pack",
        "Write what a jury needs: scoring sheets, and dossiers to read."),
    "letters": ("jury.commands.letters",
        "Write letters on decisions that were released."),
    "register": ("register.commands",
        "Keep ventures over the years: decisions, money, proof of it all."),
    "test": ("kit.commands.test",
        "Run a hub's own cases: does its method say what it is expected to?"),
    "plugins": ("cli.commands.plugins",
        "List the hubs that are installed."),
    "facts": ("cli.commands.facts",
        "List the facts that methodologies can use."),
    "schema": ("kit.commands.schema",
        "Print the JSON Schema of what people write, or of a result."),
}
"""Each command's module within hubflow, and its line in the help."""

EXIT_CODES = {
    0: "done",
    1: "findings: a check failed",
    2: "bad input or usage; nothing was done",
    3: "a plugin crashed; its traceback is shown under one line that names it",
}
"""What the exit code of every command means."""


class _Commands(LazyGroup):
    table = COMMANDS


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from hubflow.version import __version__

        click.echo(f"hubflow {__version__}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version,
              help="Show the version and exit.")
def cli() -> None:
    """From a social problem to a social business, each hub by its own methodology.

    hubflow takes challenges and dossiers of ventures through six stages: identify, understand,
    test, incubate, trade, scale. A hub's methodology says what each stage asks; hubflow says what
    that leads to and why. It recommends; people decide.
    """


def program() -> None:
    """:func:`main` as a process of its own, which ends as soon as all is done and said.

    Python would first take every object apart, which is a tenth of a short run.
    """
    try:
        main()
    except SystemExit as end:
        if threading.active_count() > 1 or not isinstance(end.code, int | None):
            raise
        atexit._run_exitfuncs()
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except BrokenPipeError:
            _reader_has_left()
        except OSError as error:
            _unwritten(error)
            os._exit(2)
        os._exit(end.code or 0)


def _unwritten(error: OSError) -> None:
    click.echo(f"The output could not be written to its end: {error.strerror or error}. "
               "Send it elsewhere or make room, and run the command again.", err=True)


def _reader_has_left() -> None:
    """Nothing more can be said there."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Run the command; exit as :data:`EXIT_CODES` says."""
    # Start-up makes many objects that live to the end: looking for garbage among them, on the
    # way or when the process ends, is waste. A long run collects as usual once it has grown.
    gc.set_threshold(200_000, 20, 20)
    warnings.showwarning = functools.partial(_shown_warning, warnings.showwarning)
    try:
        # click hands back the code of a command that ended with Exit
        sys.exit(cli.main(standalone_mode=False, prog_name="hubflow"))
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        _reader_has_left()
        sys.exit(0)
    except OSError as error:
        if error.filename is not None:
            raise
        # files are named in their errors, streams are not
        _unwritten(error)
        _reader_has_left()
        sys.exit(2)
    except Exception as error:
        sys.exit(_explain(error))
    finally:
        gc.freeze()


def _shown_warning(usual: Callable[..., None], warning: Warning | str, *place: Any) -> None:
    """Print a sentence for the user; leave other warnings to ``usual``, which shows their place."""
    if type(warning).__name__ == "LanguageWarning":
        click.echo(f"{warning}", err=True)
    else:
        usual(warning, *place)


def _explain(error: Exception) -> int:
    """Say what is wrong with an input or a plugin; hubflow's own faults are raised."""
    from hubflow.model.input_problems import BadInput
    from hubflow.plugins.crash import PluginCrash

    if isinstance(error, BadInput):
        for problem in error.problems:
            click.echo(str(problem), err=True)
        if error.closing:
            click.echo(error.closing, err=True)
        elif len(error.problems) > 1:
            click.echo(f"{len(error.problems)} problems; nothing was done.", err=True)
        return 2
    if isinstance(error, PluginCrash):
        import traceback

        click.echo(str(error), err=True)
        if error.__cause__ is not None:
            click.echo("".join(traceback.format_exception(error.__cause__)).rstrip(), err=True)
        return 3
    raise error
