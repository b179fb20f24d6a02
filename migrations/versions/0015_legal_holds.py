"""Legal holds on cases; and for cases that have ended already, since when it counts how long their records are kept."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "legal_hold",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("lift_asked_by", sa.String(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bucket", "case_id"], ["case_file.bucket", "case_file.id"]),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    _count_from_closing()


def _count_from_closing() -> None:
    connection = op.get_bind()
    cases = sa.table("case_file", *(sa.column(name) for name in ("bucket", "id", "closed_at")))
    anchors = sa.table(
        "anchor",
        *(sa.column(name) for name in ("bucket", "case_id", "id", "subject_id", "name", "at", "set_by", "set_at")),
    )
    for bucket, case_id, closed_at in connection.execute(
        sa.select(cases.c.bucket, cases.c.id, cases.c.closed_at).where(cases.c.closed_at.is_not(None))
    ).all():
        row = {
            "bucket": bucket,
            "case_id": case_id,
            "id": str(uuid.uuid4()),
            "subject_id": "",
            "name": "case_closed_at",
            "at": closed_at,
            "set_by": "system",
            "set_at": closed_at,
        }
        connection.execute(anchors.insert().values(row))
