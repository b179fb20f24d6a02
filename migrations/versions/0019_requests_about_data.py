"""Requests of people about the data that a case holds on them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CODES = ("decision", "decided_by", "decision_id", "checked_by", "check_id", "outcome")
TIMES = ("decided_at", "checked_at", "due_was", "ended_at")


def upgrade() -> None:
    """Go forward."""
    needed = ("case_id", "id", "asked", "submission_id", "registered_by")
    op.create_table(
        "data_request",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in needed),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in CODES),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in TIMES),
        sa.ForeignKeyConstraint(["bucket", "case_id"], ["case_file.bucket", "case_file.id"]),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("data_request_by_end", "data_request", ["ended_at"])
