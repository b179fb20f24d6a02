"""A use of emergency access that nobody signs off goes to the Safeguarding Partners."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("emergency_access", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
