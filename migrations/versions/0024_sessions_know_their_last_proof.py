"""A session knows when its person last proved who they are: for older ones that is when they signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("signed_in", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE signed_in SET proved_at = began_at")
    with op.batch_alter_table("signed_in") as table:
        table.alter_column("proved_at", existing_type=sa.DateTime(timezone=True), nullable=False)
