"""Whoever stands in for somebody who is away is on their single cases too; agencies are asked between two days."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; until now everybody was on a case for themselves and for good."""
    op.add_column("assignment", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("assignment", sa.Column("until", sa.Date(), nullable=True))
    op.add_column("assignment", sa.Column("instead_of", sa.String(), nullable=True))
    op.add_column("agency", sa.Column("asked_since", sa.Date(), nullable=True))
    op.add_column("agency", sa.Column("asked_until", sa.Date(), nullable=True))
