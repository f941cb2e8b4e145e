"""Posts announcements, each at most once."""

from adapters.slack.card import DrawnMessage
from adapters.slack.message_post import MessagePosting, PostingTools
from adapters.slack.places import is_direct
from adapters.slack.posted import PostedMessage
from adapters.slack.result import draw_notice_text
from adapters.slack.text import cut_text
from adapters.slack.video_post import VideoMessage, VideoPosting
from bot.errors import PlaceUnreachable
from bot.job.card import Notice
from bot.job.job import ReplyAddress
from bot.messages import slack_card as sentences

_TITLE_LENGTH = 200


class NoticePosting:
    """Brings announcements into the channels that asked for them."""

    def __init__(self, tools: PostingTools, *, videos: VideoPosting) -> None:
        """Post with `tools`."""
        self._messages = MessagePosting(tools)
        self._videos = videos

    async def post(self, address: ReplyAddress, notice: Notice) -> PostedMessage:
        """Post an announcement once; raise `PlaceUnreachable` where it may not stand."""
        if notice.is_age_restricted and not is_direct(address.place):
            raise PlaceUnreachable(sentences.only_for_you(), code="slack_not_age_restricted")
        if notice.video is None or notice.is_spoiler:
            remark = sentences.notice_spoiler() if notice.video is not None else None
            drawn = DrawnMessage(text=draw_notice_text(notice, remark=remark), blocks=())
            return await self._messages.post(address, drawn, marker=notice.marker)
        message = VideoMessage(
            marker=notice.marker,
            video=notice.video,
            title=cut_text(notice.alt_text, length=_TITLE_LENGTH),
            comment=draw_notice_text(notice),
        )
        return await self._videos.post(address, message)
