"""Posts announcements, each at most once, however long Discord or the bot were away in between."""

from dataclasses import dataclass
from datetime import timedelta

import discord

from adapters.discord.age_limit import check_age_limit
from adapters.discord.connection import DiscordConnection
from adapters.discord.errors import calling_discord
from adapters.discord.history import find_own_message
from adapters.discord.places import channel_id_of
from adapters.discord.post_mark import PostMark, build_post_mark
from adapters.discord.result import draw_notice_text
from adapters.discord.video_post import Footage, PreparedVideo, VideoPosting
from bot.job.card import Notice
from bot.job.job import ReplyAddress

#: Discord's clock and ours may differ by so much.
_CLOCK_ALLOWANCE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class _NoticeMessage:
    """One announcement on its way into one channel."""

    channel: discord.PartialMessageable
    notice: Notice

    @property
    def mark(self) -> PostMark:
        return build_post_mark(self.notice.marker)

    async def send(self, video: PreparedVideo) -> discord.Message:
        """Send it with its video in this form."""
        mark = self.mark
        return await self.channel.send(
            draw_notice_text(self.notice, reference=mark.reference, remarks=video.remarks),
            files=[] if video.file is None else [video.file],
            nonce=mark.nonce,
            allowed_mentions=discord.AllowedMentions.none(),
        )


class NoticePosting:
    """Brings announcements into the channels that asked for them."""

    def __init__(self, connection: DiscordConnection, *, videos: VideoPosting) -> None:
        """Post through `connection`."""
        self._connection = connection
        self._videos = videos

    async def post(self, address: ReplyAddress, notice: Notice) -> int:
        """Post an announcement once and return its message's id; raise `PlaceUnreachable` where it may not stand."""
        channel_id = channel_id_of(address)
        if notice.is_age_restricted:
            await check_age_limit(self._connection, address, channel_id=channel_id)
        message = _NoticeMessage(channel=await self._connection.open_channel(channel_id), notice=notice)
        found = await self._find(message)
        return (found or await self._send(message, tenant=address.tenant)).id

    async def _find(self, message: _NoticeMessage) -> discord.Message | None:
        client = await self._connection.lend_client()
        me = 0 if client.user is None else client.user.id
        ended_at = message.notice.ended_at
        after = None if ended_at is None else ended_at - _CLOCK_ALLOWANCE
        return await find_own_message(message.channel, message.mark.is_on, me=me, after=after)

    async def _send(self, message: _NoticeMessage, *, tenant: str) -> discord.Message:
        notice = message.notice
        if notice.video is None:
            async with calling_discord():
                return await message.send(PreparedVideo())
        footage = Footage(video=notice.video, alt_text=notice.alt_text, is_spoiler=notice.is_spoiler)
        guild = await self._connection.find_guild(tenant)
        return await self._videos.post(footage, guild=guild, send=message.send)
