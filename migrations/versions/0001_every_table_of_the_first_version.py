"""Every table of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "audit_entry",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "stream", "number"),
    )
    op.create_table(
        "audit_head",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "stream"),
    )
    op.create_table(
        "candidate",
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("sort_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task_id", sa.String(length=36), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("who", "sort_at", "task_id"),
    )
    op.create_index("candidate_of_task", "candidate", ["bucket", "task_id"], unique=False)
    op.create_table(
        "case_key",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "case_id"),
    )
    op.create_table(
        "command",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("person", sa.String(length=255), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "key"),
    )
    op.create_table(
        "definition",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("compiled", sa.LargeBinary(), nullable=True),
        sa.Column("needs", sa.LargeBinary(), nullable=False),
        sa.Column("deployment_id", sa.String(length=36), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "key", "version"),
    )
    op.create_index("definition_by_content", "definition", ["kind", "key", "sha256"], unique=False)
    op.create_table(
        "deployment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("deployed_by", sa.String(length=255), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "history",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("token_id", sa.String(length=36), nullable=True),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("bucket", "id"),
    )
    op.create_index("history_of_instance", "history", ["bucket", "instance_id", "id"], unique=False)
    op.create_table(
        "incident",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=True),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("technical", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("bucket", "id"),
    )
    op.create_index("incident_by_id", "incident", ["id"], unique=False)
    op.create_index("incident_open", "incident", ["state", "opened_at"], unique=False)
    op.create_table(
        "instance",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("process", sa.String(length=255), nullable=False),
        sa.Column("definition_id", sa.String(length=36), nullable=False),
        sa.Column("pinned", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("start_key", sa.String(length=200), nullable=False),
        sa.Column("started_by", sa.String(length=255), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("bucket", "id"),
        sa.UniqueConstraint("bucket", "start_key"),
    )
    op.create_index("instance_by_case", "instance", ["bucket", "case_id"], unique=False)
    op.create_index("instance_by_id", "instance", ["id"], unique=False)
    op.create_index("instance_by_state", "instance", ["state", "started_at"], unique=False)
    op.create_table(
        "job",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=255), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("parameters", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retries", sa.String(length=100), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "id"),
        sa.UniqueConstraint("bucket", "key"),
    )
    op.create_index("job_of_instance", "job", ["bucket", "instance_id"], unique=False)
    op.create_index("job_ready", "job", ["bucket", "state", "run_at"], unique=False)
    op.create_table(
        "message",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("correlation", sa.String(length=255), nullable=False),
        sa.Column("variables", sa.LargeBinary(), nullable=False),
        sa.Column("unique_id", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("bucket", "id"),
        sa.UniqueConstraint("bucket", "unique_id"),
    )
    op.create_index("message_waiting", "message", ["bucket", "case_id", "name", "correlation"], unique=False)
    op.create_table(
        "partnership",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("office_name", sa.String(), nullable=False),
        sa.Column("office_address", sa.String(), nullable=False),
        sa.Column("office_phone", sa.String(), nullable=False),
        sa.Column("office_email", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("job_title", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("credential", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "snapshot",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "id"),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("api_token_by_digest", "api_token", ["digest"], unique=True)
    op.create_index("api_token_of_person", "api_token", ["person_id"], unique=False)
    op.create_table(
        "case_file",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "closed", "merged", name="casestatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("settings_version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "id"),
    )
    op.create_index("case_by_id", "case_file", ["id"], unique=False)
    op.create_index("case_by_partnership", "case_file", ["partnership_id", "status", "opened_at"], unique=False)
    op.create_table(
        "group_date",
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("partnership_id", "day"),
    )
    op.create_table(
        "local_authority",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "office_day",
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("partnership_id", "day"),
    )
    op.create_table(
        "reference_counter",
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("partnership_id", "year"),
    )
    op.create_table(
        "settings_version",
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("usual", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("partnership_id", "version"),
    )
    op.create_table(
        "subscription",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("correlation", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "instance_id"],
            ["instance.bucket", "instance.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "id"),
    )
    op.create_index("subscription_of_instance", "subscription", ["bucket", "instance_id"], unique=False)
    op.create_index("subscription_waiting", "subscription", ["bucket", "case_id", "name", "correlation"], unique=False)
    op.create_table(
        "timer",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "instance_id"],
            ["instance.bucket", "instance.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "id"),
    )
    op.create_index("timer_due", "timer", ["bucket", "due_at"], unique=False)
    op.create_index("timer_of_instance", "timer", ["bucket", "instance_id"], unique=False)
    op.create_table(
        "user_task",
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("process", sa.String(length=255), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("form_ref", sa.String(length=255), nullable=True),
        sa.Column("assignee", sa.String(length=36), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sort_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "instance_id"],
            ["instance.bucket", "instance.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "id"),
    )
    op.create_index("user_task_by_case", "user_task", ["bucket", "case_id"], unique=False)
    op.create_index("user_task_by_id", "user_task", ["id"], unique=False)
    op.create_index("user_task_by_person", "user_task", ["assignee", "state", "sort_at"], unique=False)
    op.create_index("user_task_of_instance", "user_task", ["bucket", "instance_id"], unique=False)
    op.create_table(
        "action",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("shared_by", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "done", "cancelled", name="actionstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.String(), nullable=True),
        sa.Column("report_id", sa.String(), nullable=True),
        sa.Column("verdict_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("action_by_agency", "action", ["agency_id", "case_id"], unique=False)
    op.create_table(
        "agency",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=True),
        sa.Column("local_authority_id", sa.String(), nullable=True),
        sa.Column("inspectorates", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["local_authority_id"],
            ["local_authority.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "anchor",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "assignment",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("assignment_by_person", "assignment", ["person_id", "case_id"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.Column("partner", sa.String(), nullable=True),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("deputy_for", sa.String(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "case_link",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("other_case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("link_by_other", "case_link", ["other_case_id"], unique=False)
    op.create_table(
        "case_reference",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("case_by_reference", "case_reference", ["reference"], unique=False)
    op.create_table(
        "case_share",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("shared_by", sa.String(), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("share_by_partnership", "case_share", ["partnership_id", "case_id"], unique=False)
    op.create_table(
        "criterion_finding",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "decision",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("criteria_met", sa.Boolean(), nullable=True),
        sa.Column("suggest_national", sa.Boolean(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "declaration",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("interest", sa.Boolean(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column(
            "ruling",
            sa.Enum("stays", "stays_no_part", "leaves_item", "excluded", name="ruling", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("ruled_by", sa.String(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "draft",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "escalation_step",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column(
            "step",
            sa.Enum("lead", "strategic_lead", "partners", name="step", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "exclusion",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=True),
        sa.Column("ruled_by", sa.String(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("exclusion_by_person", "exclusion", ["person_id", "case_id"], unique=False)
    op.create_table(
        "file",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("staged", "kept", "released", name="filestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "file_piece",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "identity",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "identity_token",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("identity_id", sa.String(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("identity_by_token", "identity_token", ["token"], unique=False)
    op.create_table(
        "independent_advice",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("timing", sa.String(), nullable=False),
        sa.Column("advises_review", sa.String(), nullable=True),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "hold",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "information_request",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "sent",
                "acknowledged",
                "in_progress",
                "late",
                "replied",
                "clarified",
                "no_trace",
                "refused",
                "withdrawn",
                name="requeststatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lead_id", sa.String(), nullable=True),
        sa.Column("completer_id", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("records_secured", sa.String(), nullable=True),
        sa.Column("covers", sa.String(), nullable=False),
        sa.Column("reply_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("request_by_agency", "information_request", ["agency_id", "case_id"], unique=False)
    op.create_table(
        "invitee",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "letter",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "prepared",
                "released",
                "sent",
                "superseded",
                "recalled",
                name="letterstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("template_hash", sa.String(), nullable=False),
        sa.Column("template_version", sa.String(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("edits", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "mail",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("calendar", sa.LargeBinary(), nullable=True),
        sa.Column("letter_ids", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("ready", "leased", "sent", "failed", "held", name="mailstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("try_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("mail_by_message_id", "mail", ["message_id"], unique=False)
    op.create_index("mail_waiting", "mail", ["state", "try_after", "bucket"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("planned", "held", "rearranged", "cancelled", name="meetingstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("chair_id", sa.String(), nullable=True),
        sa.Column("papers_mode", sa.String(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "meeting_paper",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "override",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("normal", sa.String(), nullable=False),
        sa.Column("used", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "panel_reply",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("reply_due", sa.Date(), nullable=True),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "panel_sending",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "paper_holder",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "partner_confirmation",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_table(
        "submission",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=True),
        sa.Column("element_id", sa.String(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "case_id"],
            ["case_file.bucket", "case_file.id"],
        ),
        sa.PrimaryKeyConstraint("bucket", "case_id", "id"),
    )
    op.create_index("submission_by_person", "submission", ["person_id"], unique=False)
    op.create_table(
        "agency_service",
        sa.Column("partnership_id", sa.String(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
        ),
        sa.PrimaryKeyConstraint("partnership_id", "agency_id"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("membership_by_role", "membership", ["role", "partnership_id", "agency_id"], unique=False)
    op.create_index("membership_of_person", "membership", ["person_id", "role"], unique=False)
    op.create_table(
        "relation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("deputy", "vice_chair", "strategic_lead", name="relationkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("of_person_id", sa.String(), nullable=True),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
        ),
        sa.ForeignKeyConstraint(
            ["of_person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_relation_of_person_id"), "relation", ["of_person_id"], unique=False)
    op.create_index(op.f("ix_relation_person_id"), "relation", ["person_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_relation_person_id"), table_name="relation")
    op.drop_index(op.f("ix_relation_of_person_id"), table_name="relation")
    op.drop_table("relation")
    op.drop_index("membership_of_person", table_name="membership")
    op.drop_index("membership_by_role", table_name="membership")
    op.drop_table("membership")
    op.drop_table("agency_service")
    op.drop_index("submission_by_person", table_name="submission")
    op.drop_table("submission")
    op.drop_table("partner_confirmation")
    op.drop_table("paper_holder")
    op.drop_table("panel_sending")
    op.drop_table("panel_reply")
    op.drop_table("override")
    op.drop_table("meeting_paper")
    op.drop_table("meeting")
    op.drop_index("mail_waiting", table_name="mail")
    op.drop_index("mail_by_message_id", table_name="mail")
    op.drop_table("mail")
    op.drop_table("letter")
    op.drop_table("invitee")
    op.drop_index("request_by_agency", table_name="information_request")
    op.drop_table("information_request")
    op.drop_table("hold")
    op.drop_table("independent_advice")
    op.drop_index("identity_by_token", table_name="identity_token")
    op.drop_table("identity_token")
    op.drop_table("identity")
    op.drop_table("file_piece")
    op.drop_table("file")
    op.drop_index("exclusion_by_person", table_name="exclusion")
    op.drop_table("exclusion")
    op.drop_table("escalation_step")
    op.drop_table("draft")
    op.drop_table("declaration")
    op.drop_table("decision")
    op.drop_table("criterion_finding")
    op.drop_index("share_by_partnership", table_name="case_share")
    op.drop_table("case_share")
    op.drop_index("case_by_reference", table_name="case_reference")
    op.drop_table("case_reference")
    op.drop_index("link_by_other", table_name="case_link")
    op.drop_table("case_link")
    op.drop_table("attendance")
    op.drop_index("assignment_by_person", table_name="assignment")
    op.drop_table("assignment")
    op.drop_table("anchor")
    op.drop_table("agency")
    op.drop_index("action_by_agency", table_name="action")
    op.drop_table("action")
    op.drop_index("user_task_of_instance", table_name="user_task")
    op.drop_index("user_task_by_person", table_name="user_task")
    op.drop_index("user_task_by_id", table_name="user_task")
    op.drop_index("user_task_by_case", table_name="user_task")
    op.drop_table("user_task")
    op.drop_index("timer_of_instance", table_name="timer")
    op.drop_index("timer_due", table_name="timer")
    op.drop_table("timer")
    op.drop_index("subscription_waiting", table_name="subscription")
    op.drop_index("subscription_of_instance", table_name="subscription")
    op.drop_table("subscription")
    op.drop_table("settings_version")
    op.drop_table("reference_counter")
    op.drop_table("office_day")
    op.drop_table("local_authority")
    op.drop_table("group_date")
    op.drop_index("case_by_partnership", table_name="case_file")
    op.drop_index("case_by_id", table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("snapshot")
    op.drop_index("api_token_of_person", table_name="api_token")
    op.drop_index("api_token_by_digest", table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("person")
    op.drop_table("partnership")
    op.drop_index("message_waiting", table_name="message")
    op.drop_table("message")
    op.drop_index("job_ready", table_name="job")
    op.drop_index("job_of_instance", table_name="job")
    op.drop_table("job")
    op.drop_index("instance_by_state", table_name="instance")
    op.drop_index("instance_by_id", table_name="instance")
    op.drop_index("instance_by_case", table_name="instance")
    op.drop_table("instance")
    op.drop_index("incident_open", table_name="incident")
    op.drop_index("incident_by_id", table_name="incident")
    op.drop_table("incident")
    op.drop_index("history_of_instance", table_name="history")
    op.drop_table("history")
    op.drop_table("deployment")
    op.drop_index("definition_by_content", table_name="definition")
    op.drop_table("definition")
    op.drop_table("command")
    op.drop_table("case_key")
    op.drop_index("candidate_of_task", table_name="candidate")
    op.drop_table("candidate")
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
