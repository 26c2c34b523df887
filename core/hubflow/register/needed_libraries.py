"""Check that the register's libraries are installed, before anything imports them."""

from __future__ import annotations

from hubflow.cli.extras import needs


def need_libraries() -> None:
    """Raise :class:`BadInput` naming what to install if a library is missing."""
    needs("register", "sqlalchemy", "alembic", "msgspec", "tomli_w")
