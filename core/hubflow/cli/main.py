"""The ``hubflow`` program: it finds its commands in files and imports one when it runs."""

from __future__ import annotations

import atexit
import functools
import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import click

from hubflow.cli.lazy import (
    CommandPlace,
    LazyGroup,
    load_command,
    own_commands,
    plugin_commands,
)
from hubflow.text.click_words import show_error, translate_click
from hubflow.text.spoken import say, speak, speaking

ORDER = (
    "new", "run", "why", "trading", "report", "brief", "map", "compare", "adapt", "check",
    "weigh", "explain", "handbook", "inputs", "new-dossier", "convert", "form", "intake", "repeats",
    "grants", "assign", "jury-pack", "draw", "list", "letters", "register", "serve", "test",
    "plugins", "facts", "schema",
)
"""The commands in the order of the work; the help lists any other after these."""

EXIT_CODES = {
    0: "done",
    1: "findings: a check failed",
    2: "bad input or usage; nothing was done",
    3: "a plugin crashed; its traceback is shown under one line that names it",
    130: "stopped by Ctrl-C",
}
"""The meaning of each exit code, for every command."""


def commands() -> Mapping[str, CommandPlace]:
    """Return hubflow's own commands by name, in the order of the help."""
    return own_commands(ORDER)


class _Commands(LazyGroup):
    """hubflow's own commands, and after them those that plugins offer."""

    @functools.cached_property
    def table(self) -> Mapping[str, CommandPlace]:
        """The commands of hubflow; a plugin's command of the same name does not replace one."""
        return commands()

    @functools.cached_property
    def plugins(self) -> Mapping[str, tuple[CommandPlace, ...]]:
        """The commands of plugins, searched only for names that hubflow does not have."""
        return {name: places for name, places in plugin_commands().items()
                if name not in self.table}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return hubflow's own commands, then those of plugins."""
        return [*super().list_commands(ctx), *self.plugins]

    def lines(self) -> list[tuple[str, str]]:
        """Return the lines of the help."""
        return [*super().lines(), *((name, " ".join(each.line for each in places))
                                    for name, places in self.plugins.items())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module, hubflow's own or a plugin's."""
        if cmd_name in self.table or cmd_name not in self.plugins:
            return super().get_command(ctx, cmd_name)
        place, *others = self.plugins[cmd_name]
        if others:
            several = ", ".join(each.plugin for each in (place, *others))
            ctx.fail(say("commands.several_offer_it", name=cmd_name, plugins=several))
        try:
            found = load_command(place.target)
        except BaseException as error:
            if not _is_failure(error):
                raise
            raise _crash(place, cmd_name, error) from error
        if not isinstance(found, click.Command):
            raise _crash(place, cmd_name, TypeError(f"{place.target} is no click command"))
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words after ``hubflow``, which are texts like those in files."""
        speak(functools.partial(_language_of, ctx.meta, tuple(args)))
        for word in args:
            if not word.isprintable():  # a check that needs no import
                _refuse_forbidden(word)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; report an error in a plugin's command as the plugin's crash."""
        if _owns_process:
            _guard_process()
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, SystemExit):
            raise
        except BaseException as error:
            _count_problems(error)
            name = ctx.invoked_subcommand or ""
            if (name in self.table or name not in self.plugins or _is_told(error)
                    or _is_of_output(error)):
                raise
            raise _crash(self.plugins[name][0], name, error) from error


def _count_problems(error: BaseException) -> None:
    """Say of several problems of an input how many they are, while the language is known."""
    from hubflow.model.input_problems import BadInput

    if isinstance(error, BadInput) and len(error.problems) > 1 and not error.closing:
        error.closing = say("register.problems_in_all", n=len(error.problems))


def _refuse_forbidden(word: str) -> None:
    """Raise BadInput if a word holds a character that no text may hold."""
    from hubflow.model.characters import forbidden_in
    from hubflow.model.input_problems import one_problem

    if character := forbidden_in(word):
        raise one_problem(word[:60], say("commands.holds_a_forbidden_character", name=character),
                          say("commands.delete_it_or_rename"))


def _crash(place: CommandPlace, name: str, error: BaseException) -> Exception:
    from hubflow.plugins.crash import PluginCrash
    from hubflow.plugins.trust.guard import first_line

    return PluginCrash(place.plugin, f"hubflow {name}", first_line(error))


def _is_failure(error: BaseException) -> bool:
    from hubflow.plugins.trust.guard import is_failure

    return is_failure(error)


def _is_told(error: BaseException) -> bool:
    """Return whether an error itself says whose fault it is."""
    from hubflow.model.input_problems import BadInput

    return isinstance(error, BadInput) or not _is_failure(error)


def _is_of_output(error: BaseException) -> bool:
    """Return whether an error says that the output takes no more, or that its reader has left."""
    if not isinstance(error, OSError) or error.filename is not None:
        return False
    if isinstance(error, BrokenPipeError):
        return True
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is not None and place.tb_frame.f_code is click.echo.__code__:
        return True
    try:
        sys.stdout.flush()  # what could not be written still waits there
    except OSError:
        return True
    return False


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from hubflow.version import __version__

        click.echo(f"hubflow {__version__}")
        ctx.exit()


def _announcer() -> Callable[[str], None]:
    """Return what tells a sentence on the standard error, once."""
    told: set[str] = set()

    def announce(sentence: str) -> None:
        if sentence not in told:
            told.add(sentence)
            click.echo(sentence, err=True)

    return announce


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version,
              help="Show the version and exit.")
@click.pass_context
def cli(context: click.Context) -> None:
    """From a social problem to a social business, each hub by its own methodology.

    hubflow takes challenges and dossiers of ventures through six stages: identify, understand,
    test, incubate, trade, scale. A hub's methodology says what each stage asks; hubflow says what
    that leads to and why. It recommends; people decide.
    """
    from hubflow.plugins.trust.load_options import loading

    context.with_resource(loading(announce=_announcer()))


def _language_of(meta: dict[str, Any], typed: tuple[str, ...] = ()) -> str:
    """Return the language of a command, by what its options named."""
    from hubflow.cli.shared_options import command_language

    return command_language(meta, typed)


def program() -> None:
    """Run :func:`main` as a process that ends as soon as everything is written.

    Python would first take every object apart, which is a tenth of a short run.
    """
    try:
        main()
    except SystemExit as end:
        if threading.active_count() > 1 or not isinstance(end.code, int | None):
            raise
        try:
            try:
                _end_output()
            finally:
                atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        except BrokenPipeError:
            _reader_has_left()
        except OSError as error:
            _unwritten(error)
            os._exit(2)
        os._exit(end.code or 0)


def _end_output() -> None:
    # while nothing has imported the guard, no plugin's code has run
    if "hubflow.plugins.trust.guard" in sys.modules:
        from hubflow.plugins.trust.guard import end_output

        end_output()


def _unwritten(error: OSError) -> None:
    click.echo(say("commands.output_cut", why=error.strerror or error), err=True)


def _reader_has_left() -> None:
    """Point the output at nothing after its reader has closed it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Run the command; exit as :data:`EXIT_CODES` says."""
    global _owns_process
    warnings.showwarning = functools.partial(_shown_warning, warnings.showwarning)
    _owns_process = True
    translate_click()
    with speaking(lambda: _language_of({})):
        _run()


def _run() -> None:
    try:
        # click hands back the code of a command that ended with Exit
        sys.exit(cli.main(standalone_mode=False, prog_name="hubflow"))
    except (Exception, KeyboardInterrupt) as error:
        sys.exit(_code_of(error))
    finally:
        atexit.register(gc.freeze)  # a process that ends need not look for garbage


def _code_of(error: Exception | KeyboardInterrupt) -> int:
    """Say why a command ended and return its exit code; raise hubflow's own faults."""
    if isinstance(error, click.Abort | KeyboardInterrupt) or _was_interrupted():
        click.echo(say("commands.stopped"), err=True)
        return 130
    if isinstance(error, click.ClickException):
        show_error(error)
        return 2
    if isinstance(error, BrokenPipeError):
        _reader_has_left()
        return 0
    if isinstance(error, OSError) and error.filename is None:
        # files are named in their errors, streams are not
        _unwritten(error)
        _reader_has_left()
        return 2
    return _explain(error)


def _was_interrupted() -> bool:
    """Return whether Ctrl-C came before an error, which it then caused in whatever ran."""
    from hubflow.plugins.trust.guard import was_interrupted

    return was_interrupted()


_owns_process = False
"""Whether hubflow is the program of this process, and so may take its Ctrl-C."""


def _guard_process() -> None:
    """Note Ctrl-C, to tell it from a plugin's KeyboardInterrupt; let no plugin end the process."""
    from hubflow.plugins.trust.guard import note_interrupts, refuse_exits

    note_interrupts()
    refuse_exits()


def _shown_warning(usual: Callable[..., None], warning: Warning | str, *place: Any) -> None:
    """Print a sentence for the user; leave other warnings to ``usual``, which shows their place."""
    if type(warning).__name__ == "LanguageWarning":
        from hubflow.model.characters import harmless

        click.echo(harmless(f"{warning}"), err=True)
    else:
        usual(warning, *place)


def _explain(error: Exception) -> int:
    """Print what is wrong with an input or a plugin; raise hubflow's own faults."""
    from hubflow.model.characters import harmless
    from hubflow.model.input_problems import BadInput
    from hubflow.plugins.crash import PluginCrash

    if isinstance(error, BadInput):
        for problem in error.problems:
            click.echo(str(problem), err=True)
        if error.closing:
            click.echo(error.closing, err=True)
        return 2
    if isinstance(error, PluginCrash):
        import traceback

        click.echo(harmless(str(error)), err=True)
        if error.__cause__ is not None:
            click.echo(harmless("".join(traceback.format_exception(error.__cause__))).rstrip(),
                       err=True)
        from hubflow.plugins.discovery import add_ons

        for each in add_ons():
            if each.plugin == error.plugin:
                click.echo(say("commands.leave_add_on_out", name=each.name), err=True)
        return 3
    raise error
