"""People as the core knows them, looked up in their workspace."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import calling_slack
from adapters.slack.occasion import Occasion
from adapters.slack.text import PLATFORM
from bot.errors import ServiceFailed
from bot.job.job import Requester

logger = logging.getLogger(__name__)

_MOST_NAMES = 5000
_LOOK_UP_SECONDS = 10.0


class Clients(Protocol):
    """Lends clients of Slack's Web API."""

    async def client_for(self, team_id: str) -> AsyncWebClient:
        """Return a client that speaks for a workspace; raise `PlaceUnreachable` where the app is not installed."""


class People:
    """Knows what people are called and what they may do."""

    def __init__(self, clients: Clients) -> None:
        """Look people up with `clients`."""
        self._clients = clients
        self._names: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def name(self, occasion: Occasion) -> Requester:
        """Return whoever did something, by the name that others see."""
        key = (occasion.team_id, occasion.user_id)
        name = self._names.get(key)
        if name is None:
            name = _read_name(await self._fetch(occasion))
            if name is not None:
                self._remember(key, name)
        shown = name or occasion.user_name or occasion.user_id
        return Requester(platform=PLATFORM, id=occasion.user_id, name=shown)

    async def is_administrator(self, occasion: Occasion) -> bool:
        """Tell whether somebody keeps order in the workspace; asked anew each time, because it can be taken away."""
        user = await self._fetch(occasion)
        # In channels that companies share, those of the other company are administrators of theirs.
        is_at_home = occasion.team_id in _read_teams(user)
        return is_at_home and any(user.get(right) is True for right in ("is_admin", "is_owner", "is_primary_owner"))

    def _remember(self, key: tuple[str, str], name: str) -> None:
        self._names[key] = name
        while len(self._names) > _MOST_NAMES:
            self._names.popitem(last=False)

    async def _fetch(self, occasion: Occasion) -> Mapping[str, Any]:
        try:
            client = await self._clients.client_for(occasion.team_id)
            async with calling_slack(timeout_seconds=_LOOK_UP_SECONDS):
                answer = await client.users_info(user=occasion.user_id)
        except ServiceFailed as error:
            logger.info("A person could not be looked up: %s", error.code)
            return {}
        user = answer.get("user")
        return user if isinstance(user, Mapping) else {}


def _read_name(user: Mapping[str, Any]) -> str | None:
    profile = user.get("profile")
    shown = profile.get("display_name") if isinstance(profile, Mapping) else None
    name = shown or user.get("real_name") or user.get("name")
    return name if isinstance(name, str) else None


def _read_teams(user: Mapping[str, Any]) -> frozenset[str]:
    organisation = user.get("enterprise_user")
    teams = organisation.get("teams", ()) if isinstance(organisation, Mapping) else ()
    return frozenset({str(user.get("team_id")), *map(str, teams)})
