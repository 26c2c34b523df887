"""Create the journal, which can only grow, and the tables of standings and of what is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_FIXED = "seq, kind, hub, subject, on_day, at, body, seal, previous, digest"
"""What no entry ever changes; a redaction empties ``personal`` and ``salt`` alone."""


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
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def _guards(dialect: str) -> list[str]:
    refusal = "the journal of a register can only grow"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER entries_stay BEFORE UPDATE OF {_FIXED} ON entries "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
            "CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
        ]
    return [
        "CREATE FUNCTION entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$",
        f"CREATE TRIGGER entries_stay BEFORE UPDATE OF {_FIXED} ON entries "
        "FOR EACH ROW EXECUTE FUNCTION entries_refuse()",
        "CREATE TRIGGER entries_are_kept BEFORE DELETE OR TRUNCATE ON entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse()",
    ]
