"""The tables: columns for what is queried, JSON for the rest. What the rows mean is the stores' business."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    true,
)

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
    #: What retention still has to delete; true also where nobody has looked yet.
    Column("has_pictures", Boolean, nullable=False, server_default=true()),
    Column("has_video", Boolean, nullable=False, server_default=true()),
    #: The attempt at the job's life that is not over: people may not yet have seen how it ended.
    Column("living_attempt", Integer),
    Column("request", JSON, nullable=False),
    Column("details", JSON, nullable=False),
    Index("ix_jobs_state", "state", "created_at"),
    Index("ix_jobs_requester", "requester_platform", "requester_id", "created_at"),
    Index("ix_jobs_render_seconds", "quality", "duration_seconds", "finished_at"),
    Index("ix_jobs_task_id", "task_id"),
    Index("ix_jobs_created_at", "created_at"),
    Index("ix_jobs_finished_at", "finished_at"),
    Index("ix_jobs_has_pictures", "has_pictures", "finished_at"),
    Index("ix_jobs_has_video", "has_video", "finished_at"),
)
Index(
    "ix_jobs_living_attempt",
    jobs.c.living_attempt,
    sqlite_where=jobs.c.living_attempt.is_not(None),
    postgresql_where=jobs.c.living_attempt.is_not(None),
)

#: One row per job that costs something. It outlives the job, so it points at no row of `jobs`.
ledger = Table(
    "ledger",
    metadata,
    Column("job_id", String, primary_key=True),
    Column("person_platform", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("server_platform", String, nullable=False),
    Column("server_id", String, nullable=False),
    #: Ten-thousandths of a credit, so that sums are exact.
    Column("reserved_units", BigInteger, nullable=False),
    Column("settled_units", BigInteger, nullable=False),
    Column("released_units", BigInteger, nullable=False),
    Column("reserved_at", UtcTimestamp, nullable=False),
    Column("closed_at", UtcTimestamp),
    Column("refunded_at", UtcTimestamp),
    CheckConstraint(
        "reserved_units = settled_units + released_units"
        " OR (closed_at IS NULL AND settled_units = 0 AND released_units = 0)",
        name="ck_ledger_balance",
    ),
    Index("ix_ledger_person", "person_platform", "person_id", "reserved_at"),
    Index("ix_ledger_server", "server_platform", "server_id", "reserved_at"),
    Index("ix_ledger_closed_at", "closed_at"),
)

#: What operators asked of the running bot.
operator_orders = Table(
    "operator_orders",
    metadata,
    Column("id", String, primary_key=True),
    Column("verb", String, nullable=False),
    Column("job_id", String, nullable=False),
    Column("ordered_at", UtcTimestamp, nullable=False),
    Column("taken_at", UtcTimestamp),
    Column("answer", String),
    Index("ix_operator_orders_taken_at", "taken_at", "ordered_at"),
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

#: What is known of posts on platforms that cannot tell what was posted before.
posts = Table(
    "posts",
    metadata,
    Column("platform", String, primary_key=True),
    Column("tenant", String, primary_key=True),
    Column("marker", String, primary_key=True),
    Column("place", String, nullable=False),
    Column("thread", String),
    Column("stage", String, nullable=False),
    Column("since", UtcTimestamp, nullable=False),
    Column("file_id", String),
    Column("message_id", String),
)

#: The columns of the next three tables are those of Slack's library, which reads and writes them; ours set no limits to
#: lengths, because encrypted tokens are longer than plain ones.
slack_bots = Table(
    "slack_bots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", String, nullable=False),
    Column("app_id", String, nullable=False),
    Column("enterprise_id", String),
    Column("enterprise_name", String),
    Column("team_id", String),
    Column("team_name", String),
    Column("bot_token", String),
    Column("bot_id", String),
    Column("bot_user_id", String),
    Column("bot_scopes", String),
    Column("bot_refresh_token", String),
    Column("bot_token_expires_at", DateTime),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", DateTime, nullable=False),
    Index("ix_slack_bots_team", "client_id", "team_id", "installed_at"),
)

slack_installations = Table(
    "slack_installations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", String, nullable=False),
    Column("app_id", String, nullable=False),
    Column("enterprise_id", String),
    Column("enterprise_name", String),
    Column("enterprise_url", String),
    Column("team_id", String),
    Column("team_name", String),
    Column("bot_token", String),
    Column("bot_id", String),
    Column("bot_user_id", String),
    Column("bot_scopes", String),
    Column("bot_refresh_token", String),
    Column("bot_token_expires_at", DateTime),
    Column("user_id", String, nullable=False),
    Column("user_token", String),
    Column("user_scopes", String),
    Column("user_refresh_token", String),
    Column("user_token_expires_at", DateTime),
    Column("incoming_webhook_url", String),
    Column("incoming_webhook_channel", String),
    Column("incoming_webhook_channel_id", String),
    Column("incoming_webhook_configuration_url", String),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("token_type", String),
    Column("installed_at", DateTime, nullable=False),
    Index("ix_slack_installations_team", "client_id", "team_id", "installed_at"),
)

#: One row for each installation that somebody began and has not finished.
slack_oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String, nullable=False, unique=True),
    Column("expire_at", DateTime, nullable=False),
)
