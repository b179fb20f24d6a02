"""What was signed after a meeting before that was kept beside its papers opens with the declaration for that meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put each older signed summary beside the papers of the last meeting that had begun when it was signed.

    Papers were marked as sent, a signed summary never was: that tells the two apart.
    """
    op.execute(
        sa.text(
            "INSERT INTO meeting_paper (bucket, case_id, id, meeting_id, version, file_id, released_at)"
            " SELECT letter.bucket, letter.case_id, meeting.id || ':0:' || letter.file_id, meeting.id, 0,"
            " letter.file_id, letter.released_at"
            " FROM letter JOIN meeting ON meeting.bucket = letter.bucket AND meeting.case_id = letter.case_id"
            " WHERE letter.kind = 'D04' AND letter.released_at IS NOT NULL AND letter.sent_at IS NULL"
            " AND letter.file_id IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM meeting_paper AS kept WHERE kept.bucket = letter.bucket"
            " AND kept.case_id = letter.case_id AND kept.file_id = letter.file_id)"
            " AND meeting.id = (SELECT begun.id FROM meeting AS begun WHERE begun.bucket = letter.bucket"
            " AND begun.case_id = letter.case_id AND begun.starts_at <= letter.released_at"
            " ORDER BY begun.starts_at DESC, begun.id DESC LIMIT 1)"
        )
    )
