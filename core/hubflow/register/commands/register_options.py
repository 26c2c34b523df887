"""The options of the register's commands; open the register that they name."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hubflow.cli.shared_options import Day

if TYPE_CHECKING:
    from hubflow.register.storage.locking import Patience
    from hubflow.register.storage.opening import Register

F = TypeVar("F", bound=Callable[..., Any])


class NonBlankText(click.ParamType[str]):
    """A text that must not be blank."""

    name = "text"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the text. Raise a usage error if it is blank."""
        if not str(value).strip():
            self.fail("it is blank.", param, ctx)
        return str(value)


_LONGEST = 1e6
"""Seconds, more than a week: what databases can count."""

WAIT = 60.0
"""Seconds that a command waits for others to have written, unless --wait says otherwise."""


def register_option(function: F) -> F:
    """Add ``--register URL``, and ``--wait SECONDS``, which :func:`patience` reads."""
    function = click.option(
        "--wait", type=click.FloatRange(0), metavar="SECONDS", envvar="HUBFLOW_WAIT",
        default=WAIT, show_default=f"{WAIT:g}", expose_value=False, callback=_waits,
        help="How long to wait while others write. Without it what HUBFLOW_WAIT says.")(function)
    return click.option(
        "--register", "url", metavar="URL", envvar="HUBFLOW_REGISTER",
        default="sqlite:///hub.db", show_default=True,
        help="The register: sqlite:///FILE, or postgresql+psycopg://USER@SERVER/NAME. Without it "
             "what HUBFLOW_REGISTER says.")(function)


def _waits(ctx: click.Context, _: click.Parameter, seconds: float) -> None:
    if math.isnan(seconds):
        raise click.BadParameter("nan is no number of seconds.")
    ctx.meta[__name__] = min(seconds, _LONGEST)


def patience() -> Patience:
    """Return how long this command waits for other writers; a terminal shows the wait."""
    from hubflow.register.storage.locking import Patience

    return Patience(click.get_current_context().meta.get(__name__, WAIT), _waiting)


@contextlib.contextmanager
def _waiting() -> Iterator[None]:
    from hubflow.cli.progress import progress

    with progress() as shown:
        shown("Another command is writing to the register; waiting for it")
        yield


def hub_option(function: F) -> F:
    """Add ``--hub ID``."""
    return click.option(
        "--hub", "hub", metavar="ID", envvar="HUBFLOW_HUB",
        help="Whose ventures. Without it what HUBFLOW_HUB says, else the register's one hub."
    )(function)


def all_hubs_option(function: F) -> F:
    """Add ``--all-hubs``."""
    return click.option("--all-hubs", "all_hubs", is_flag=True,
                        help="Every hub in the register.")(function)


def act_options(function: F) -> F:
    """Add ``--on``: the day of an act."""
    return click.option(
        "--on", "on", type=Day(), default=None,
        help="The day that it happened. Without it today.")(function)


def by_option(function: F) -> F:
    """Add ``--by``: the person who records."""
    return click.option(
        "--by", "by", metavar="WHO", default=None,
        help="Who records it. Without it your user name.")(function)


def accept_option(function: F) -> F:
    """Add ``--accept REASON``."""
    return click.option(
        "--accept", "accept", metavar="REASON", default="",
        help="Record it although signs of people who are served were seen, and why that is right. "
             "The reason is recorded.")(function)


def entry_options(function: F) -> F:
    """Add the options of a new entry: its register, hub and day, and signs of people in it."""
    return accept_option(hub_option(act_options(register_option(function))))


def day(on: dt.date | None) -> dt.date:
    """Return the day of an act: today if no day is named."""
    return on or dt.date.today()


def user() -> str:
    """Return the name of the user who runs the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown user"


def open_named_register(url: str) -> Register:
    """Return the register at an address. Raise :class:`BadInput` if it cannot be opened."""
    from hubflow.cli.extras import needs

    needs("register", "sqlalchemy", "alembic", "msgspec", "tomli_w")
    from hubflow.register.storage.opening import open_register

    register = open_register(url, patience())
    # SQLite folds its log into the file, and takes the log away, when the last one lets go
    click.get_current_context().call_on_close(register.close)
    return register
