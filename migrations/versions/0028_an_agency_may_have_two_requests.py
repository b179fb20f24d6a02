"""What is written about an information request, and who helps with it, says about which: an agency may have two."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for table in ("submission", "assignment"):
        op.add_column(table, sa.Column("request_id", sa.String(), nullable=True))
