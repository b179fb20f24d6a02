"""A day on a partnership's list may be a bank holiday that was moved away from its usual day."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; no day on a list was one before."""
    op.add_column("office_day", sa.Column("works", sa.Boolean(), nullable=False, server_default=sa.false()))
