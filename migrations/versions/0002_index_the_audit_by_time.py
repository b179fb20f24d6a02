"""Find what was recorded in a time, and by whom, without reading the whole audit."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("audit_by_time", "audit_entry", ["recorded_at"])
    op.create_index("audit_by_actor", "audit_entry", ["actor", "recorded_at"])
