"""The keys of cases leave the database for a store of their own; what stays is which store that is."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward, once no key is left here: a key that went with its table would take its case with it."""
    left = op.get_bind().execute(sa.text("SELECT count(*) FROM case_key")).scalar_one()
    if left:
        raise RuntimeError(f"{left} keys of cases are still in the database: run server.py migrate, which moves them")
    op.drop_table("case_key")
    op.create_table("key_store", sa.Column("id", sa.String(), nullable=False), sa.PrimaryKeyConstraint("id"))
