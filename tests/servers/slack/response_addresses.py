"""The addresses by which the bot may answer in a channel a few times, whether or not it is a member."""

import json
import secrets
from dataclasses import dataclass

from aiohttp import web

from tests.servers.slack.answers import build_json
from tests.servers.slack.arguments import Arguments
from tests.servers.slack.blocks import Surface, check_blocks
from tests.servers.slack.chat_pages import read_draft
from tests.servers.slack.deliveries import RESPONSE_SECONDS, RESPONSE_USES, Delivery, ResponseAddress
from tests.servers.slack.errors import Refused, refuse
from tests.servers.slack.messages import MessageDesk
from tests.servers.slack.records import Channel, Json, Message, Person
from tests.servers.slack.state import World

GONE = 404
BAD = 400


@dataclass(frozen=True, kw_only=True)
class ResponseAddresses:
    """Makes the addresses and takes what is sent to them."""

    world: World
    desk: MessageDesk

    def make(self, delivery: Delivery, channel: Channel, person: Person, *, message: Message | None = None) -> str:
        """Make an address for what somebody did."""
        address = ResponseAddress(
            key=f"{person.workspace.id}/{secrets.randbelow(10**13)}/{secrets.token_hex(12)}",
            workspace=person.workspace,
            channel=channel,
            person=person,
            made_at=self.world.clock.now(),
            delivery=delivery,
            message=message,
        )
        self.world.addresses[address.key] = address
        return f"{self.world.origin}/actions/{address.key}"

    async def take(self, request: web.Request) -> web.Response:
        """Take an answer."""
        address = self.world.addresses.get(request.match_info["key"])
        error = self._find_problem(address)
        if address is None or error:
            return build_json({"ok": False, "error": error}, status=GONE)
        address.uses += 1
        try:
            self.apply(address, json.loads(await request.read()))
        except (Refused, ValueError) as refusal:
            name = refusal.error if isinstance(refusal, Refused) else "invalid_payload"
            return build_json({"ok": False, "error": name}, status=BAD)
        self.world.note_change()
        return web.Response(text="ok")

    def apply(self, address: ResponseAddress, payload: Json) -> None:
        """Do what an answer says."""
        shown = address.message
        if payload.get("delete_original") and shown is not None:
            self.desk.remove(shown)
            return
        draft = read_draft(Arguments(payload), address.workspace)
        check_blocks(draft.blocks, Surface.MESSAGE, refused=address.workspace.refused_blocks)
        if payload.get("replace_original") and shown is not None:
            self.desk.change(shown, draft)
            return
        bot = address.workspace.bot
        if bot is None:
            refuse("no_service")
        viewer = None if payload.get("response_type") == "in_channel" else address.person
        reply = self.desk.post(address.channel, bot, draft, thread_ts=payload.get("thread_ts"), viewer=viewer)
        if address.delivery is not None:
            address.delivery.replies.append(reply)

    def _find_problem(self, address: ResponseAddress | None) -> str:
        if address is None or not address.workspace.is_installed:
            return "no_service"
        if (self.world.clock.now() - address.made_at).total_seconds() > RESPONSE_SECONDS:
            return "expired_url"
        return "used_url" if address.uses >= RESPONSE_USES else ""
