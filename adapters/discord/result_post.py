"""Posts results: in their place, or by direct message where that is closed by now, and never twice."""

import logging
from collections import OrderedDict
from dataclasses import dataclass, replace

import discord

from adapters.discord.age_limit import check_age_limit
from adapters.discord.buttons import find_job_ids
from adapters.discord.connection import DiscordConnection
from adapters.discord.errors import CallRejected, NotAgeRestricted
from adapters.discord.history import find_earliest, find_own_message
from adapters.discord.ladder import find_card, list_places, open_conversation, refer_to
from adapters.discord.places import channel_id_of
from adapters.discord.posted import PostedMessage
from adapters.discord.result import draw_result_buttons, draw_result_text
from adapters.discord.text import allow_mention
from adapters.discord.video_post import Footage, PreparedVideo, VideoPosting
from bot.errors import PlaceUnreachable
from bot.job.card import ResultPost
from bot.job.job import ReplyAddress
from bot.messages import discord as sentences

logger = logging.getLogger(__name__)

#: So many results are known without asking Discord, in case the core repeats itself.
_MOST_REMEMBERED = 1000


@dataclass(frozen=True, kw_only=True)
class _ResultMessage:
    """One result on its way into one channel."""

    channel: discord.PartialMessageable
    result: ResultPost
    #: The card's message, when it stands in the same channel.
    card_id: int | None = None
    #: Says why it stands here and not where it was asked for.
    remark: str | None = None

    async def send(self, video: PreparedVideo) -> discord.Message:
        """Send it with its video in this form."""
        remarks = (*filter(None, [self.remark]), *video.remarks)
        return await self.channel.send(
            draw_result_text(self.result, remarks=remarks),
            files=[] if video.file is None else [video.file],
            view=draw_result_buttons(self.result, full_quality_url=video.link),
            reference=refer_to(self.channel, self.card_id),  # type: ignore[arg-type] # None is taken; only the hints leave it out
            nonce=f"r{self.result.job_id}",
            allowed_mentions=allow_mention(self.result.requester),
        )

    def is_shown_by(self, message: discord.Message) -> bool:
        """Tell whether a message brings this result; cards have the job's buttons too, but are made of components."""
        return not message.flags.components_v2 and self.result.job_id in find_job_ids(message)


class ResultPosting:
    """Brings finished videos to those who asked."""

    def __init__(self, connection: DiscordConnection, *, videos: VideoPosting) -> None:
        """Post through `connection`."""
        self._connection = connection
        self._videos = videos
        self._posted: OrderedDict[str, PostedMessage] = OrderedDict()

    async def post(self, address: ReplyAddress, result: ResultPost) -> PostedMessage:
        """Post a result once; raise `PlaceUnreachable` where neither place nor person can be reached."""
        posted = self._posted.get(result.job_id) or await self._find_way(address, result)
        self._posted[result.job_id] = posted
        if len(self._posted) > _MOST_REMEMBERED:
            self._posted.popitem(last=False)
        return posted

    async def _find_way(self, address: ReplyAddress, result: ResultPost) -> PostedMessage:
        for channel_id in list_places(address):
            try:
                return await self._post_in(channel_id, address, result)
            except PlaceUnreachable as error:
                logger.info("A result's place is closed: %s", error.code, extra={"job_id": result.job_id})
                closed = error
        conversation = await open_conversation(self._connection, result.requester, closed=closed)
        remark = _explain_detour(closed, address)
        return await self._post_once(_ResultMessage(channel=conversation, result=result, remark=remark), tenant="")

    async def _post_in(self, channel_id: int, address: ReplyAddress, result: ResultPost) -> PostedMessage:
        if result.is_age_restricted:
            await check_age_limit(self._connection, address, channel_id=channel_id)
        channel = await self._connection.open_channel(channel_id)
        message = _ResultMessage(
            channel=channel, result=result, card_id=find_card(channel_id, address, result.card_message_id)
        )
        try:
            return await self._post_once(message, tenant=address.tenant)
        except CallRejected:
            # Answering another message needs the right to read the history; posting does not.
            if message.card_id is None:
                raise
            return await self._post_once(replace(message, card_id=None), tenant=address.tenant)

    async def _post_once(self, message: _ResultMessage, *, tenant: str) -> PostedMessage:
        result = message.result
        found = await self._find(message) if result.may_stand else None
        if found is None:
            guild = await self._connection.find_guild(tenant)
            footage = Footage(
                video=result.video, alt_text=result.alt_text, is_spoiler=result.is_spoiler, fresh=result.fresh
            )
            found = await self._videos.post(footage, guild=guild, send=message.send)
        return PostedMessage(channel_id=message.channel.id, message_id=found.id)

    async def _find(self, message: _ResultMessage) -> discord.Message | None:
        client = await self._connection.lend_client()
        me = 0 if client.user is None else client.user.id
        # Not from the card on: one that was lost is posted anew, behind a result that stands already.
        after = find_earliest(message.result.ordered_at)
        return await find_own_message(message.channel, message.is_shown_by, me=me, after=after)


def _explain_detour(closed: PlaceUnreachable, address: ReplyAddress) -> str:
    """Say why a result comes by direct message."""
    if isinstance(closed, NotAgeRestricted):
        return closed.sentence
    return sentences.could_not_post_there(str(channel_id_of(address)))
