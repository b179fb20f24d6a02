"""A session knows which one at the provider it came from, and each logout token counts once."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("signed_in", sa.Column("outside_digest", sa.String(), nullable=True))
    op.create_index("signed_in_by_outside", "signed_in", ["outside_digest"])
    op.create_table(
        "logout_taken",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_logout_taken_taken_at", "logout_taken", ["taken_at"])
