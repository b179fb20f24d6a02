"""A file and a draft say with which part of their case they are deleted, and so whose key seals them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is there already was sealed with the one key that a case had."""
    for table in ("file", "draft"):
        op.add_column(table, sa.Column("part", sa.String(), nullable=False, server_default=""))
