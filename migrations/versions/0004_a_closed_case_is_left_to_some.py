"""A closed case may be left to some roles; those closed before stay as they were seen."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("case_file", sa.Column("left_to", sa.String(), nullable=True))
