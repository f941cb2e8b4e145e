"""Many processes on one database: who lives, who claimed what, what was sent, and what all agree on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "processes",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("died_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_processes"),
    )
    op.create_table(
        "claims",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("process_id", sa.String, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_claims"),
    )
    op.create_index("ix_claims_claimed_at", "claims", ["claimed_at"])
    op.create_table(
        "submitted_frames",
        sa.Column("job_id", sa.String, nullable=False),
        sa.Column("first", sa.String),
        sa.Column("last", sa.String),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_submitted_frames"),
    )
    op.create_index("ix_submitted_frames_written_at", "submitted_frames", ["written_at"])
    op.create_table(
        "agreements",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_agreements"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("agreements", "submitted_frames", "claims", "processes"):
        op.drop_table(table)
