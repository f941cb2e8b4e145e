"""Callbacks: telling the caller's own server that a task is over."""

import asyncio
import logging
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession

from adapters.studio.address_guard import AddressGuard, AddressRefused

CALLBACK_SCHEMES = ("https",)

_SUCCESS = range(200, 300)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class CallbackSender:
    """Posts a body until it is taken or the attempts are used up; follows no redirect."""

    guard: AddressGuard
    session: ClientSession
    retry_seconds: tuple[float, ...]
    timeout_seconds: float = 10.0

    async def send(self, url: str, body: bytes) -> bool:
        """Return whether the other side took the callback."""
        if await self._attempt(url, body):
            return True
        for pause_seconds in self.retry_seconds:
            await asyncio.sleep(pause_seconds)
            if await self._attempt(url, body):
                return True
        logger.warning("A callback was not taken after %s attempts", len(self.retry_seconds) + 1)
        return False

    async def _attempt(self, url: str, body: bytes) -> bool:
        try:
            async with asyncio.timeout(self.timeout_seconds):
                return await self._post(url, body)
        except (AddressRefused, ClientError, OSError, ValueError) as error:
            logger.info("A callback attempt failed: %s", type(error).__name__)
            return False

    async def _post(self, url: str, body: bytes) -> bool:
        address = await self.guard.check(url, schemes=CALLBACK_SCHEMES)
        headers = {"Content-Type": "application/json"}
        async with self.session.post(address, data=body, headers=headers, allow_redirects=False) as response:
            return response.status in _SUCCESS
