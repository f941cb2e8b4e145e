"""The ledger, the orders of operators, and which jobs still have files."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables and columns."""
    _create_ledger()
    _create_operator_orders()
    for name in ("has_pictures", "has_video"):
        # Of the jobs that are there already nobody knows; the first sweep finds out.
        op.add_column("jobs", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.true()))
        op.create_index(f"ix_jobs_{name}", "jobs", [name, "finished_at"])
    op.create_index("ix_jobs_finished_at", "jobs", ["finished_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_jobs_finished_at", "jobs")
    for name in ("has_pictures", "has_video"):
        op.drop_index(f"ix_jobs_{name}", "jobs")
        op.drop_column("jobs", name)
    op.drop_table("operator_orders")
    op.drop_table("ledger")


def _create_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("job_id", sa.String, nullable=False),
        sa.Column("person_platform", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("server_platform", sa.String, nullable=False),
        sa.Column("server_id", sa.String, nullable=False),
        sa.Column("reserved_units", sa.BigInteger, nullable=False),
        sa.Column("settled_units", sa.BigInteger, nullable=False),
        sa.Column("released_units", sa.BigInteger, nullable=False),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("refunded_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("job_id", name="pk_ledger"),
        sa.CheckConstraint(
            "reserved_units = settled_units + released_units"
            " OR (closed_at IS NULL AND settled_units = 0 AND released_units = 0)",
            name="ck_ledger_balance",
        ),
    )
    op.create_index("ix_ledger_person", "ledger", ["person_platform", "person_id", "reserved_at"])
    op.create_index("ix_ledger_server", "ledger", ["server_platform", "server_id", "reserved_at"])
    op.create_index("ix_ledger_closed_at", "ledger", ["closed_at"])


def _create_operator_orders() -> None:
    op.create_table(
        "operator_orders",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("verb", sa.String, nullable=False),
        sa.Column("job_id", sa.String, nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_operator_orders"),
    )
    op.create_index("ix_operator_orders_taken_at", "operator_orders", ["taken_at", "ordered_at"])
