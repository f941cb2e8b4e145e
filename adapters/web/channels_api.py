"""Who is here, which channels there are and what was said in them: `/api/state`, `/api/me`, `/api/channels`."""

from collections.abc import Sequence

from aiohttp import web

from adapters.web.bodies import NameBody, read_body
from adapters.web.conversations import Conversations
from adapters.web.drawing import Json, MessageDrawing, draw_channel
from adapters.web.identity import MAX_NAME_LENGTH, Identities, make_guest, rename
from adapters.web.media_links import MediaLinks
from adapters.web.option_form import draw_commands, draw_options
from bot.conversation import Channel
from bot.job.job import Requester
from bot.request.option import Option

PAGE_LENGTH = 50


class ChannelsApi:
    """Answers what a page asks when it opens."""

    def __init__(
        self,
        conversations: Conversations,
        *,
        identities: Identities,
        links: MediaLinks,
        options: Sequence[Option],
        help_text: str,
    ) -> None:
        """Offer a form made from `options`."""
        self._conversations = conversations
        self._identities = identities
        self._links = links
        self._options = options
        self._help_text = help_text

    def routes(self) -> list[web.RouteDef]:
        """List what is served here."""
        return [
            web.get("/api/state", self.show_state),
            web.post("/api/me", self.change_name),
            web.post("/api/channels", self.add_channel),
            web.get("/api/channels/{channel}/messages", self.list_messages),
        ]

    async def show_state(self, request: web.Request) -> web.Response:
        """Return everything but messages; a first visit gets a person made up."""
        known = self._identities.read(request)
        person = known or make_guest()
        await self._conversations.open_private_channel(person)
        channels = await self._conversations.read_channels(person)
        state = {
            "me": _draw_me(person, is_new=known is None),
            "channels": [draw_channel(channel) for channel in channels],
            "newest_ids": {channel.id: await self._find_newest_id(channel) for channel in channels},
            "revision": self._conversations.newest_revision,
            "options": draw_options(self._options),
            "commands": draw_commands(),
            "help": self._help_text,
            "max_name_length": MAX_NAME_LENGTH,
        }
        return self._answer(request, state, person=person)

    async def change_name(self, request: web.Request) -> web.Response:
        """Give the person another display name."""
        body = await read_body(request, NameBody)
        person = rename(self._identities.require(request), body.name)
        return self._answer(request, {"me": _draw_me(person, is_new=False)}, person=person)

    async def add_channel(self, request: web.Request) -> web.Response:
        """Create a channel for everybody."""
        self._identities.require(request)
        body = await read_body(request, NameBody)
        return web.json_response({"channel": draw_channel(await self._conversations.add_channel(body.name))})

    async def list_messages(self, request: web.Request) -> web.Response:
        """Return a page of a channel's messages, oldest first."""
        person = self._identities.require(request)
        channel = await self._conversations.require_channel(request.match_info["channel"], person=person)
        before = request.query.get("before", "")
        messages = await self._conversations.read_history(
            channel, before_id=int(before) if before.isdecimal() else None, limit=PAGE_LENGTH
        )
        drawing = MessageDrawing(self._links, viewer=person)
        drawn = [drawing.draw(message) for message in messages]
        return web.json_response({"messages": drawn, "has_more": len(messages) == PAGE_LENGTH})

    async def _find_newest_id(self, channel: Channel) -> int:
        messages = await self._conversations.read_history(channel, before_id=None, limit=1)
        return messages[-1].id if messages else 0

    def _answer(self, request: web.Request, content: Json, *, person: Requester) -> web.Response:
        response = web.json_response(content)
        self._identities.write(response, person, is_secure=request.secure)
        return response


def _draw_me(person: Requester, *, is_new: bool) -> Json:
    return {"id": person.id, "name": person.name, "is_new": is_new}
