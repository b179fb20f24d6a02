"""What is shown with a record that somebody says is wrong, since when, and the hold that keeps it meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("data_request") as table:
        table.add_column(sa.Column("hold_id", sa.String(), nullable=True))
        for name in ("shown_at", "released_at"):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("disclosure") as table:
        table.add_column(sa.Column("statement", sa.LargeBinary(), nullable=True))
