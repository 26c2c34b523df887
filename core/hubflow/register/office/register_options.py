"""The options of the register's commands, and the register that they name."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import getpass
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hubflow.cli.capabilities.named_register import HUB_DB
from hubflow.cli.shared_options import (
    Day,
    Language,
    choose_language,
    note_language,
    note_language_source,
)
from hubflow.register.needed_libraries import need_libraries
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.register.storage.journal import Journal
    from hubflow.register.storage.locking import Patience
    from hubflow.register.storage.opening import Register

F = TypeVar("F", bound=Callable[..., Any])


class Moment(click.ParamType[dt.date]):
    """A day, or a day with a time."""

    name = "DATE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Return the day or moment. Raise a usage error if the text is none."""
        if isinstance(value, dt.date):
            return value
        try:
            return (dt.datetime if "T" in value or ":" in value else dt.date).fromisoformat(value)
        except ValueError:
            self.fail(say("register-problems.is_neither_a_day_nor_a", value=repr(value)), param,
                      ctx)


class NonBlankText(click.ParamType[str]):
    """A text that must not be blank."""

    name = "text"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the text. Raise a usage error if it is blank."""
        if not str(value).strip():
            self.fail(say("register-problems.it_is_blank"), param, ctx)
        return str(value)


_OPENED = f"{__name__}.opened"
"""Where a command's context keeps its :class:`NamedRegister`."""

_LONGEST = 1e6
"""Seconds, more than a week: what databases can count."""

WAIT = 60.0
"""Seconds that a command waits for others to have written, unless --wait says otherwise."""

_AT_ONCE = 0.2
"""Seconds that a look at the register's language waits for who has the register alone."""


def _register_option(function: F) -> F:
    function = click.option(
        "--wait", type=click.FloatRange(0), metavar="SECONDS", envvar="HUBFLOW_WAIT",
        default=WAIT, show_default=f"{WAIT:g}", expose_value=False, callback=_waits,
        help="How long to wait while others write. Without it what HUBFLOW_WAIT says.")(function)
    function = click.option(
        "--lang", "language", type=Language(), metavar=Language.name, is_eager=True,
        callback=_note_language, help="The language of what is said, such as en. Without it what "
        "HUBFLOW_LANG says, else the hub's own; of several hubs English.")(function)
    return click.option(
        "--register", "url", metavar="URL", envvar="HUBFLOW_REGISTER", is_eager=True,
        default=HUB_DB, show_default=True, callback=_note_register,
        help="The register: sqlite:///FILE, or postgresql+psycopg://USER@SERVER/NAME. Without it "
             "what HUBFLOW_REGISTER says.")(function)


def _note_language(_: click.Context, __: click.Parameter, language: str | None) -> str | None:
    choose_language(language)
    return language


def _note_register(ctx: click.Context, _: click.Parameter, url: str) -> str:
    """Note how to look up the language: options are read before the register is opened."""

    def language() -> str:
        opened: NamedRegister | None = ctx.meta.get(_OPENED)
        return opened.own_language() if opened else register_language(url, ctx.params.get("hub"))

    note_language_source(language)
    return url


def register_language(url: str, hub: str | None) -> str:
    """Return the language of a register's hub; of several hubs none, unless one is named.

    It does not wait for who has the register: for that the command has its own patience.
    """
    from hubflow.register.storage.locking import Patience
    from hubflow.register.storage.opening import open_register

    need_libraries()
    opened = contextlib.closing(open_register(url, Patience(_AT_ONCE)))
    with opened as register, register.reading() as journal:
        return _language_of(journal, hub)


def _language_of(journal: Journal, hub: str | None) -> str:
    from hubflow.register.recording.editions import hub_language
    from hubflow.register.standing.register_hubs import known_hubs

    hubs = [hub] if hub else known_hubs(journal)
    return hub_language(journal, hubs[0]) if len(hubs) == 1 else ""


def _waits(ctx: click.Context, _: click.Parameter, seconds: float) -> None:
    if math.isnan(seconds):
        raise click.BadParameter(say("register-problems.nan_is_no_number_of_seconds"))
    ctx.meta[__name__] = min(seconds, _LONGEST)


def patience() -> Patience:
    """Return how long this command waits for other writers; a terminal shows the wait."""
    from hubflow.register.storage.locking import Patience

    ctx = click.get_current_context(silent=True)  # none is left while a usage error is told
    return Patience(WAIT if ctx is None else ctx.meta.get(__name__, WAIT), _waiting)


@contextlib.contextmanager
def _waiting() -> Iterator[None]:
    from hubflow.cli.progress import progress

    with progress() as shown:
        shown(say("register.waiting"))
        yield


def _hub(function: F) -> F:
    return click.option(
        "--hub", "hub", metavar="ID", envvar="HUBFLOW_HUB",
        help="Whose ventures. Without it what HUBFLOW_HUB says, else the register's one hub."
    )(function)


def _all_hubs(function: F) -> F:
    return click.option("--all-hubs", "all_hubs", is_flag=True,
                        help="Every hub in the register.")(function)


def _on(function: F) -> F:
    return click.option(
        "--on", "on", type=Day(), default=None,
        help="The day that it happened. Without it today.")(function)


def _by(function: F) -> F:
    return click.option(
        "--by", "by", metavar="WHO", default=None,
        help="Who records it. Without it your user name.")(function)


def _accept(function: F) -> F:
    return click.option(
        "--accept", "accept", metavar="REASON", default="",
        help="Record it although signs of people who are served were seen, and why that is right. "
             "The reason is recorded.")(function)


_OPTIONS: Mapping[str, Callable[[Any], Any]] = {
    "hub": _hub, "all-hubs": _all_hubs, "on": _on, "by": _by, "accept": _accept}

ENTRY = ("accept", "hub", "on")
"""The options of most new entries: their hub and day, and signs of people in them."""


class NamedRegister:
    """The register that a command names, and the hubs, day and person that its options say."""

    def __init__(
        self, url: str, *, hub: str | None = None, all_hubs: bool = False,
        on: dt.date | None = None, by: str | None = None, accept: str = "",
        language: str | None = None,
    ) -> None:
        self.url, self.hub, self.all_hubs = url, hub, all_hubs
        self.on, self.by, self.accept = on, by, accept
        self.language = language
        self.is_opening = False
        click.get_current_context().meta[_OPENED] = self

    @property
    def day(self) -> dt.date:
        """The day of an act: today if no day is named."""
        return self.on or dt.date.today()

    @property
    def recorder(self) -> str:
        """Who records: the user who runs the command if nobody is named."""
        return self.by or _user()

    def check_day(self) -> None:
        """Raise :class:`BadInput` if the day is in the future."""
        if self.day > dt.date.today():
            from hubflow.model.input_problems import one_problem

            raise one_problem("--on", say("register-problems.is_in_the_future", on=self.day),
                              say("register-problems.record_what_has_happened"))

    @functools.cached_property
    def opened(self) -> Register:
        """The register. Raises :class:`BadInput` if it cannot be opened."""
        from hubflow.register.storage.opening import open_register

        self.is_opening = True
        register = open_register(self.url, patience())
        self.is_opening = False
        # SQLite folds its log into the file, and takes the log away, when the last one lets go
        click.get_current_context().call_on_close(register.close)
        return register

    def reading(self) -> AbstractContextManager[Journal]:
        """Yield the journal for reading."""
        return self.opened.reading()

    def writing(self, *, keep: bool = True) -> AbstractContextManager[Journal]:
        """Yield the journal for writing; unless ``keep``, nothing stays."""
        return self.opened.writing(keep=keep)

    def hub_in(
        self, journal: Journal, venture: str | None = None, plugin_hub: LoadedHub | None = None,
        call: str | None = None,
    ) -> str:
        """Return the hub named, else that of ``plugin_hub``, the register's, or the venture's or
        call's.
        """
        from hubflow.register.recording.editions import hub_language
        from hubflow.register.standing.register_hubs import chosen_hub

        hub = chosen_hub(
            journal, self.hub or (plugin_hub.id if plugin_hub else None), venture, call)
        note_language(hub_language(journal, hub))
        return hub

    def own_language(self) -> str:
        """Return the language of the hub that is named, or of the register's one hub.

        It is empty for a sentence on why the register cannot be opened.
        """
        if self.is_opening:
            return ""
        with self.reading() as journal:
            return _language_of(journal, self.hub)

    def hubs_in(self, journal: Journal) -> list[str]:
        """Return all hubs if they are asked for, else one."""
        from hubflow.register.recording.editions import hub_language
        from hubflow.register.standing.register_hubs import chosen_hubs

        hubs = chosen_hubs(journal, self.hub, all_hubs=self.all_hubs)
        note_language(hub_language(journal, hubs[0]) if len(hubs) == 1 else "en")
        return hubs


def register_options(*names: str) -> Callable[[F], F]:
    """Add ``--register`` and ``--wait``, and the options named: :data:`_OPTIONS` has them all.

    The function is given them as ``register``, a :class:`NamedRegister`.
    """

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def command(url: str, language: str | None, **options: Any) -> Any:
            need_libraries()
            own = {name: options.pop(name)
                   for name in (each.replace("-", "_") for each in names)}
            return function(register=NamedRegister(url, language=language, **own), **options)

        command = _register_option(command)
        for name in reversed(names):
            command = _OPTIONS[name](command)
        return command  # type: ignore[return-value]

    return decorate


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown user"
