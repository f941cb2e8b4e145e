"""The first schema: jobs, notification rules, channels and messages."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    _create_jobs()
    _create_notification_rules()
    _create_conversations()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("conversation_revisions", "messages", "channels", "notification_rules", "jobs"):
        op.drop_table(table)


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("parent_id", sa.String),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("thread", sa.String),
        sa.Column("requester_platform", sa.String, nullable=False),
        sa.Column("requester_id", sa.String, nullable=False),
        sa.Column("requester_name", sa.String, nullable=False),
        sa.Column("quality", sa.String, nullable=False),
        sa.Column("duration_seconds", sa.Integer, nullable=False),
        sa.Column("task_id", sa.String),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "created_at"])
    op.create_index("ix_jobs_requester", "jobs", ["requester_platform", "requester_id", "created_at"])
    op.create_index("ix_jobs_render_seconds", "jobs", ["quality", "duration_seconds", "finished_at"])
    op.create_index("ix_jobs_task_id", "jobs", ["task_id"])
    op.create_index("ix_jobs_created_at", "jobs", ["created_at"])


def _create_notification_rules() -> None:
    op.create_table(
        "notification_rules",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("only_mine", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.JSON, nullable=False),
        sa.Column("target", sa.JSON, nullable=False),
        sa.Column("created_by", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notification_rules"),
    )
    op.create_index("ix_notification_rules_tenant", "notification_rules", ["platform", "tenant"])


def _create_conversations() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("private_to", sa.String),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("channel_id", sa.String, nullable=False),
        sa.Column("author_id", sa.String, nullable=False),
        sa.Column("author_name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("marker", sa.String),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_messages_channel_id"),
        sa.UniqueConstraint("marker", name="uq_messages_marker"),
        sa.UniqueConstraint("revision", name="uq_messages_revision"),
    )
    op.create_index("ix_messages_history", "messages", ["channel_id", "id"])
    revisions = op.create_table(
        "conversation_revisions",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("newest", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_revisions"),
    )
    op.bulk_insert(revisions, [{"id": 1, "newest": 0}])
