"""What is disclosed of each record to whoever asks for their data, and the copy that is handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("data_request") as table:
        for name in ("copy_id", "copy_taken_by"):
            table.add_column(sa.Column(name, sa.String(), nullable=True))
        for name in ("copy_made_at", "copy_taken_at"):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "disclosure",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("case_id", "id", "request_id")),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("source", "source_id")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("decision", "exemption")),
        *(sa.Column(name, sa.LargeBinary(), nullable=True) for name in ("note", "marks")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("digest", "decided_by")),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bucket", "case_id"], ["case_file.bucket", "case_file.id"]),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
