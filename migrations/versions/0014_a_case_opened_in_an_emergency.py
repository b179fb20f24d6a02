"""A case may be opened in an emergency: who did, in which role, for how long, why, and what was found of it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "emergency_access",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("justified", sa.Boolean(), nullable=True),
        sa.Column("finding", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["bucket", "case_id"], ["case_file.bucket", "case_file.id"]),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("emergency_access_by_person", "emergency_access", ["person_id", "until"])
