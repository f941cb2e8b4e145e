"""Notification rules in the database. Who is told what, and when, is decided in the core."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, delete, insert, select
from sqlalchemy.engine import RowMapping

from bot.job.job import ReplyAddress, Requester
from bot.notification import NotificationRule
from storage.database import Database
from storage.tables import notification_rules

# Every job asks for them once; building a statement costs more than running it.
_LISTENS = and_(
    notification_rules.c.platform == bindparam("platform"), notification_rules.c.tenant == bindparam("tenant")
)
_READ_RULES = (
    select(notification_rules).where(_LISTENS).order_by(notification_rules.c.created_at, notification_rules.c.id)
)


class SqlNotificationStore:
    """Keeps notification rules in the database; a rule listens to a whole server or workspace."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def add(self, rule: NotificationRule) -> None:
        """Store a new rule."""
        row = {
            "id": rule.id,
            "platform": rule.source.platform,
            "tenant": rule.source.tenant,
            "only_mine": rule.only_mine,
            "created_at": rule.created_at,
            "source": rule.source.model_dump(mode="json"),
            "target": rule.target.model_dump(mode="json"),
            "created_by": rule.created_by.model_dump(mode="json"),
        }
        await self._database.write(lambda connection: connection.execute(insert(notification_rules).values(row)))

    async def read_rules(self, source: ReplyAddress) -> Sequence[NotificationRule]:
        """Return the rules that listen to a server or workspace, oldest first."""
        place = {"platform": source.platform, "tenant": source.tenant}
        rows = await self._database.read(lambda connection: connection.execute(_READ_RULES, place).mappings().all())
        return [_build_rule(row) for row in rows]

    async def remove(self, rule_id: str, *, source: ReplyAddress) -> bool:
        """Forget a rule of that server or workspace; return whether there was one."""
        statement = delete(notification_rules).where(notification_rules.c.id == rule_id, _LISTENS)
        place = {"platform": source.platform, "tenant": source.tenant}
        return await self._database.write(lambda connection: connection.execute(statement, place).rowcount == 1)


def _build_rule(row: RowMapping) -> NotificationRule:
    return NotificationRule(
        id=row["id"],
        source=ReplyAddress.model_validate(row["source"]),
        target=ReplyAddress.model_validate(row["target"]),
        created_by=Requester.model_validate(row["created_by"]),
        only_mine=row["only_mine"],
        created_at=row["created_at"],
    )
