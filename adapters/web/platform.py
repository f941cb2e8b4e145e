"""The web chat as the core sees it: cards, results and notices become messages in our own channels."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.web.conversations import Conversations
from adapters.web.drawing import body_of_card, body_of_failure, body_of_notice, body_of_result
from adapters.web.identity import BOT_NAME, PLATFORM
from adapters.web.media_links import read_clock
from bot.conversation import Message, MessageKind
from bot.errors import PlaceUnreachable
from bot.job.card import Card, FailurePost, Notice, ResultPost
from bot.job.job import ReplyAddress, Requester
from bot.messages import web as sentences

BOT_ID = "flipbook"
_CARD_INTERVAL_SECONDS = 0.25


class WebPlatform:
    """Posts the core's messages into the web chat, each at most once."""

    def __init__(self, conversations: Conversations, *, clock: Callable[[], datetime] = read_clock) -> None:
        """Post into `conversations`."""
        self._conversations = conversations
        self._clock = clock

    @property
    def name(self) -> str:
        """Return the name that reply addresses carry."""
        return PLATFORM

    @property
    def card_interval_seconds(self) -> float:
        """Return the shortest time between two edits of a card."""
        return _CARD_INTERVAL_SECONDS

    @property
    def place_interval_seconds(self) -> float:
        """Return the shortest time between two edits in one channel; ours bears any number."""
        return 0.0

    @property
    def tenant_interval_seconds(self) -> float:
        """Return the shortest time between two edits in all channels together; ours bear any number."""
        return 0.0

    @property
    def shows_posters(self) -> bool:
        """Tell that the page shows a poster until a video is played."""
        return True

    async def show_card(self, address: ReplyAddress, card: Card, *, message_id: str | None) -> str:
        """Post the card, or edit the message that shows it; a card that a person deleted stays deleted."""
        message = self._message(address, kind=MessageKind.CARD, text=card.headline, body=body_of_card(card))
        known = await self._find(message_id)
        if known is None:
            known = await self._post(message, marker=f"card:{card.job_id}")
        if not known.deleted and (known.text, known.body) != (message.text, message.body):
            await self._conversations.edit(replace(known, text=message.text, body=message.body))
        return str(known.id)

    async def post_result(self, address: ReplyAddress, result: ResultPost) -> str:
        """Post the finished video."""
        await result.wait_until_stored()
        message = self._message(address, kind=MessageKind.RESULT, text=result.text, body=body_of_result(result))
        return str((await self._post(message, marker=f"result:{result.job_id}")).id)

    async def post_failure(self, address: ReplyAddress, failure: FailurePost) -> str:
        """Tell who asked that there is no video; the page counts it as theirs and rings their bell."""
        message = self._message(address, kind=MessageKind.NOTICE, text=failure.words, body=body_of_failure(failure))
        return str((await self._post(message, marker=failure.marker)).id)

    async def delete_post(self, address: ReplyAddress, message_id: str) -> None:
        """Take a message away; nothing happens when it is gone already."""
        message = await self._find(message_id)
        if message is None or message.deleted or message.channel_id != address.place:
            return
        await self._conversations.edit(replace(message, text="", body={}, deleted=True))

    async def post_notice(self, address: ReplyAddress, notice: Notice) -> str:
        """Post an announcement."""
        message = self._message(address, kind=MessageKind.NOTICE, text=notice.text, body=body_of_notice(notice))
        return str((await self._post(message, marker=notice.marker)).id)

    async def find_place(self, name: str, *, person: Requester) -> ReplyAddress | None:
        """Return the channel of that name, where the person may see it."""
        channel = await self._conversations.find_channel(name, person=person)
        return None if channel is None else ReplyAddress(platform=PLATFORM, place=channel.id)

    async def _post(self, message: Message, *, marker: str) -> Message:
        try:
            return await self._conversations.post(replace(message, marker=marker))
        except KeyError as error:
            raise PlaceUnreachable(sentences.channel_gone(), code="channel_gone") from error

    async def _find(self, message_id: str | None) -> Message | None:
        if message_id is None or not message_id.isdecimal():
            return None
        return await self._conversations.read_message(int(message_id))

    def _message(self, address: ReplyAddress, *, kind: MessageKind, text: str, body: Mapping[str, Any]) -> Message:
        return Message(
            channel_id=address.place,
            author_id=BOT_ID,
            author_name=BOT_NAME,
            kind=kind,
            text=text,
            body=body,
            marker=None,
            created_at=self._clock(),
        )
