"""What belongs to one server or workspace, for the day on which it takes the bot out."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, or_, select

from bot.job.job import Job, JobState, ReplyAddress
from storage.database import Database
from storage.jobs import build_job
from storage.tables import jobs, notification_rules, posts

_ENDED = tuple(sorted(state for state in JobState if state.is_final))


class SqlTenantStore:
    """Finds and deletes what belongs to a server or workspace."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def find_ended(self, tenant: ReplyAddress, *, limit: int) -> Sequence[Job]:
        """Return jobs of a server or workspace that have ended."""
        query = (
            select(jobs)
            .where(jobs.c.platform == tenant.platform, jobs.c.tenant == tenant.tenant, jobs.c.state.in_(_ENDED))
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [build_job(row) for row in rows]

    async def forget_tenant(self, tenant: ReplyAddress) -> None:
        """Delete the rules and the records of posts of a server or workspace."""
        targets = [notification_rules.c.target[name].as_string() for name in ("platform", "tenant")]
        is_source = (notification_rules.c.platform == tenant.platform) & (notification_rules.c.tenant == tenant.tenant)
        is_target = (targets[0] == tenant.platform) & (targets[1] == tenant.tenant)

        def forget(connection: Connection) -> None:
            connection.execute(delete(notification_rules).where(or_(is_source, is_target)))
            connection.execute(
                delete(posts).where(posts.c.platform == tenant.platform, posts.c.tenant == tenant.tenant)
            )

        await self._database.write(forget)
