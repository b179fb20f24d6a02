"""What people give as reasons stands sealed: for a date, for a task handed on, for settings and templates of a case."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; what was written before stays where it is."""
    op.add_column("anchor", sa.Column("said", sa.LargeBinary(), nullable=True))
    op.create_table(
        "explanation",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bucket", "case_id"], ["case_file.bucket", "case_file.id"]),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
