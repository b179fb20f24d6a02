"""A decision that was put off is no version of the decision: those after it count from one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PUT_OFF = "defer"
"""The code that the form had for it until now."""


def upgrade() -> None:
    """Count anew what was decided, then take the numbers from what was put off."""
    op.execute(
        sa.text(
            "UPDATE decision SET version = version - (SELECT count(*) FROM decision AS before"
            " WHERE before.bucket = decision.bucket AND before.case_id = decision.case_id"
            " AND before.outcome = :put_off AND before.version < decision.version)"
            " WHERE outcome <> :put_off"
        ).bindparams(put_off=PUT_OFF)
    )
    op.execute(sa.text("UPDATE decision SET version = 0 WHERE outcome = :put_off").bindparams(put_off=PUT_OFF))
