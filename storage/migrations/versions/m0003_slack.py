"""Slack: records of posts, and the workspaces that installed the app."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    _create_posts()
    _create_bots()
    _create_installations()
    op.create_table(
        "slack_oauth_states",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("expire_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_oauth_states"),
        sa.UniqueConstraint("state", name="uq_slack_oauth_states_state"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("slack_oauth_states", "slack_installations", "slack_bots", "posts"):
        op.drop_table(table)


def _create_posts() -> None:
    op.create_table(
        "posts",
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("marker", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("thread", sa.String),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_id", sa.String),
        sa.Column("message_id", sa.String),
        sa.PrimaryKeyConstraint("platform", "tenant", "marker", name="pk_posts"),
    )


def _create_bots() -> None:
    op.create_table(
        "slack_bots",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String, nullable=False),
        sa.Column("app_id", sa.String, nullable=False),
        sa.Column("enterprise_id", sa.String),
        sa.Column("enterprise_name", sa.String),
        sa.Column("team_id", sa.String),
        sa.Column("team_name", sa.String),
        sa.Column("bot_token", sa.String),
        sa.Column("bot_id", sa.String),
        sa.Column("bot_user_id", sa.String),
        sa.Column("bot_scopes", sa.String),
        sa.Column("bot_refresh_token", sa.String),
        sa.Column("bot_token_expires_at", sa.DateTime),
        sa.Column("is_enterprise_install", sa.Boolean, nullable=False),
        sa.Column("installed_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_bots"),
    )
    op.create_index("ix_slack_bots_team", "slack_bots", ["client_id", "team_id", "installed_at"])


def _create_installations() -> None:
    op.create_table(
        "slack_installations",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String, nullable=False),
        sa.Column("app_id", sa.String, nullable=False),
        sa.Column("enterprise_id", sa.String),
        sa.Column("enterprise_name", sa.String),
        sa.Column("enterprise_url", sa.String),
        sa.Column("team_id", sa.String),
        sa.Column("team_name", sa.String),
        sa.Column("bot_token", sa.String),
        sa.Column("bot_id", sa.String),
        sa.Column("bot_user_id", sa.String),
        sa.Column("bot_scopes", sa.String),
        sa.Column("bot_refresh_token", sa.String),
        sa.Column("bot_token_expires_at", sa.DateTime),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("user_token", sa.String),
        sa.Column("user_scopes", sa.String),
        sa.Column("user_refresh_token", sa.String),
        sa.Column("user_token_expires_at", sa.DateTime),
        sa.Column("incoming_webhook_url", sa.String),
        sa.Column("incoming_webhook_channel", sa.String),
        sa.Column("incoming_webhook_channel_id", sa.String),
        sa.Column("incoming_webhook_configuration_url", sa.String),
        sa.Column("is_enterprise_install", sa.Boolean, nullable=False),
        sa.Column("token_type", sa.String),
        sa.Column("installed_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_installations"),
    )
    op.create_index("ix_slack_installations_team", "slack_installations", ["client_id", "team_id", "installed_at"])
