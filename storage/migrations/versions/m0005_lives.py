"""Which lives of jobs are not over, so that one which was cut off after its last state is taken up again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_INDEX = "ix_jobs_living_attempt"


def upgrade() -> None:
    """Add the column; jobs of before are taken up by their states."""
    op.add_column("jobs", sa.Column("living_attempt", sa.Integer))
    is_living = sa.text("living_attempt IS NOT NULL")
    op.create_index(_INDEX, "jobs", ["living_attempt"], sqlite_where=is_living, postgresql_where=is_living)


def downgrade() -> None:
    """Drop it."""
    op.drop_index(_INDEX, "jobs")
    op.drop_column("jobs", "living_attempt")
