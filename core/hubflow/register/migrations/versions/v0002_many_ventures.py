"""Index what boards of many ventures are made of, and the words of all texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hubflow.register.searching.search_index import create_index

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen two indexes so that they answer alone; create the table of words with its index."""
    op.drop_index("standings_by_stage", "standings")
    op.create_index("standings_by_stage", "standings",
                    ["hub", "kind", "state", "since", "venture", "phase", "call"])
    op.drop_index("dues_by_day", "dues")
    op.create_index("dues_by_day", "dues", ["hub", "due_on", "venture", "what"])
    op.create_table("searched",
                    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
                    sa.Column("words", sa.Text, nullable=False))
    create_index(op.get_bind())
