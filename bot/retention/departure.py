"""Forgets a whole server or workspace that took the bot out: its jobs, its files, and what was posted and announced."""

from collections.abc import Sequence
from typing import Protocol

from bot.job.job import Job, ReplyAddress
from bot.retention.forgetting import PersonalStores

_BATCH = 200


class TenantStore(Protocol):
    """Knows what belongs to a server or workspace."""

    async def find_ended(self, tenant: ReplyAddress, *, limit: int) -> Sequence[Job]:
        """Return jobs of a server or workspace that have ended."""

    async def forget_tenant(self, tenant: ReplyAddress) -> None:
        """Delete the rules and the records of posts of a server or workspace."""


class Departure:
    """Deletes everything of a server or workspace. It may be repeated, and goes on where it was cut short.

    Jobs that have not ended go on to their end, which nobody sees; the usual cleaning takes them later.
    """

    def __init__(self, *, tenants: TenantStore, stores: PersonalStores) -> None:
        """Keep the stores."""
        self._tenants = tenants
        self._stores = stores

    async def forget(self, tenant: ReplyAddress) -> int:
        """Forget a server or workspace, whose `place` is empty; return how many jobs it had."""
        count = 0
        while ended := await self._tenants.find_ended(tenant, limit=_BATCH):
            await self._stores.forget_jobs(ended)
            count += len(ended)
        await self._tenants.forget_tenant(tenant)
        return count
