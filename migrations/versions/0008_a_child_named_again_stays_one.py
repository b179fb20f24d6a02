"""A child that a later form names again stays one: the row that form wrote points to the one there was."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; until now everybody named was taken for somebody new."""
    op.add_column("identity", sa.Column("same_as", sa.String(), nullable=True))
