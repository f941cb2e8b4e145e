"""The tables: columns for what is queried, JSON for the rest. What the rows mean is the stores' business."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table

from storage.timestamps import UtcTimestamp

#: Constraints get names, because a later migration can only change what it can name.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("parent_id", String),
    Column("platform", String, nullable=False),
    Column("tenant", String, nullable=False),
    Column("place", String, nullable=False),
    Column("thread", String),
    Column("requester_platform", String, nullable=False),
    Column("requester_id", String, nullable=False),
    Column("requester_name", String, nullable=False),
    Column("quality", String, nullable=False),
    Column("duration_seconds", Integer, nullable=False),
    Column("task_id", String),
    Column("created_at", UtcTimestamp, nullable=False),
    Column("submitted_at", UtcTimestamp),
    Column("finished_at", UtcTimestamp),
    Column("request", JSON, nullable=False),
    Column("details", JSON, nullable=False),
    Index("ix_jobs_state", "state", "created_at"),
    Index("ix_jobs_requester", "requester_platform", "requester_id", "created_at"),
    Index("ix_jobs_render_seconds", "quality", "duration_seconds", "finished_at"),
    Index("ix_jobs_task_id", "task_id"),
    Index("ix_jobs_created_at", "created_at"),
)

notification_rules = Table(
    "notification_rules",
    metadata,
    Column("id", String, primary_key=True),
    Column("platform", String, nullable=False),
    Column("tenant", String, nullable=False),
    Column("only_mine", Boolean, nullable=False),
    Column("created_at", UtcTimestamp, nullable=False),
    Column("source", JSON, nullable=False),
    Column("target", JSON, nullable=False),
    Column("created_by", JSON, nullable=False),
    Index("ix_notification_rules_tenant", "platform", "tenant"),
)

channels = Table(
    "channels",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("private_to", String),
    Column("created_at", UtcTimestamp, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel_id", String, ForeignKey("channels.id"), nullable=False),
    Column("author_id", String, nullable=False),
    Column("author_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", String, nullable=False),
    Column("body", JSON, nullable=False),
    Column("marker", String, unique=True),
    Column("created_at", UtcTimestamp, nullable=False),
    Column("revision", Integer, nullable=False, unique=True),
    Column("deleted", Boolean, nullable=False),
    Index("ix_messages_history", "channel_id", "id"),
)

#: One row: the newest revision of the conversations. Whoever changes a message locks it first.
conversation_revisions = Table(
    "conversation_revisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("newest", Integer, nullable=False),
)
