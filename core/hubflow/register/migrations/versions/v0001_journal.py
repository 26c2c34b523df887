"""Create the journal, which can only grow, and the tables of standings and of what is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hubflow.register.storage.guards import create_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and triggers by which the database refuses to rewrite the journal."""
    op.create_table(
        "entries",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("hub", sa.String(120), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("on_day", sa.String(10), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("personal", sa.Text, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("entries_of_subject", "entries", ["hub", "subject", "seq"])
    op.create_index("entries_of_kind", "entries", ["kind", "hub", "seq"])
    op.create_table(
        "standings",
        sa.Column("hub", sa.String(120), primary_key=True),
        sa.Column("venture", sa.String(120), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("call", sa.String(120), nullable=False),
        sa.Column("challenge", sa.String(120), nullable=False),
        sa.Column("edition", sa.String(120), nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("phase", sa.String(120), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("recommendation", sa.String(12), nullable=False),
    )
    op.create_index("standings_by_stage", "standings", ["hub", "kind", "state", "since"])
    op.create_index("standings_of_challenge", "standings", ["hub", "challenge"])
    op.create_index("standings_of_call", "standings", ["hub", "call"])
    op.create_table(
        "dues",
        sa.Column("hub", sa.String(120), primary_key=True),
        sa.Column("venture", sa.String(120), primary_key=True),
        sa.Column("what", sa.String(24), primary_key=True),
        sa.Column("detail", sa.String(120), primary_key=True),
        sa.Column("due_on", sa.String(10), nullable=False),
    )
    op.create_index("dues_by_day", "dues", ["hub", "due_on"])
    create_guards(op.get_bind())
