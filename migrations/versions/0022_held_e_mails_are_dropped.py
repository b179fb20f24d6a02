"""An e-mail held since a restore may be dropped: why, and when its recipient was told otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("mail", sa.Column("dropped_for", sa.String(), nullable=True))
    op.add_column("mail", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
