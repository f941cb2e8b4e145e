"""Acknowledges interactions over Discord's REST, and does nothing else; it works in the process that listens."""

import asyncio
import json
import logging
from http import HTTPStatus

import aiohttp

from adapters.discord.acknowledgement import Acknowledgement, choose_acknowledgement, mark_acknowledged

logger = logging.getLogger(__name__)

#: Discord waits for three seconds; what takes longer is left to the program, which may be told off in its place.
_LONGEST_SECONDS = 2.5
_EPHEMERAL = 64
#: Another process that hears the same was first, or an answer was lost.
_ACKNOWLEDGED_ALREADY = 40060
_INTERACTION = '"INTERACTION_CREATE"'


class Acknowledger:
    """Tells Discord that somebody was heard."""

    def __init__(self, session: aiohttp.ClientSession, *, api_url: str) -> None:
        """Call `api_url` by `session`."""
        self._session = session
        self._api_url = api_url

    def concerns(self, event: str) -> bool:
        """Tell whether there may be something to acknowledge in what the gateway said."""
        return _INTERACTION in event

    async def acknowledge(self, event: str) -> str:
        """Acknowledge the interaction in an event; return the event, with a note in it if that was done."""
        payload = json.loads(event)
        if payload.get("t") != "INTERACTION_CREATE":
            return event
        interaction = payload["d"]
        chosen = choose_acknowledgement(interaction)
        if chosen is None or not await self._tell(chosen, str(interaction["id"]), str(interaction["token"])):
            return event
        mark_acknowledged(interaction, chosen)
        return json.dumps(payload)

    async def _tell(self, acknowledgement: Acknowledgement, interaction_id: str, token: str) -> bool:
        """Return whether Discord took it; what went wrong happens to the program again, which deals with it."""
        answer: dict[str, object] = {"type": acknowledgement.value}
        if acknowledgement is Acknowledgement.THINKING:
            answer["data"] = {"flags": _EPHEMERAL}
        url = f"{self._api_url}/interactions/{interaction_id}/{token}/callback"
        try:
            async with asyncio.timeout(_LONGEST_SECONDS), self._session.post(url, json=answer) as response:
                if response.status < HTTPStatus.MULTIPLE_CHOICES:
                    return True
                code = (await response.json()).get("code")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            logger.info("An interaction could not be acknowledged at once: %s", type(error).__name__)
            return False
        return bool(code == _ACKNOWLEDGED_ALREADY)
