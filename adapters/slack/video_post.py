"""Brings videos into channels, each marker once.

Until Slack is told to complete a file, nobody can see it, so that an upload may be begun anew. The file's name is
written down before its completion. So only an unanswered completion is in doubt, and there the file's shares tell; no
second file is completed for the same marker.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.card import DrawnMessage
from adapters.slack.errors import AnswerLost, FileGone, FileRefused, calling_slack
from adapters.slack.file_shares import await_share, read_share
from adapters.slack.message_post import MessagePosting, PostingTools
from adapters.slack.posted import PostedMessage
from adapters.slack.text import escape_text
from adapters.slack.upload import send_file
from bot.errors import PlaceUnreachable
from bot.job.card import FreshVideo
from bot.job.job import Job, ReplyAddress, Video
from bot.messages import slack as sentences
from bot.messages import slack_card as card_sentences
from bot.ports import MediaStore
from bot.post_record import PostRecord, PostStage

logger = logging.getLogger(__name__)

#: So many files go out at once; each holds a connection, an open file and some memory.
_MOST_UPLOADS = 6
_LOOK_AGAIN_SECONDS = 5.0
_SETTLING_TIME = timedelta(seconds=30)
#: A file that Slack has but still shows nowhere after this time is linked to in a message.
_SHARE_PATIENCE = timedelta(minutes=3)

#: Returns the public address of a stored file.
LinkMedia: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class VideoMessage:
    """A message that brings a video."""

    marker: str
    video: Video
    #: Stands under the player, and is all that people hear who cannot see it.
    title: str
    #: The words above the player, as Slack takes them.
    comment: str
    #: An earlier try may have posted it.
    may_stand: bool = True
    #: Present while the video is not in the media store yet.
    fresh: FreshVideo | None = None


class VideoPosting:
    """Posts videos."""

    def __init__(self, tools: PostingTools, *, media: MediaStore, link: LinkMedia | None = None) -> None:
        """Take videos from `media`; `link` is None where nothing can be reached from outside."""
        self._tools = tools
        self._media = media
        self._link = link
        self._messages = MessagePosting(tools)
        self._uploads = asyncio.Semaphore(_MOST_UPLOADS)

    async def post(self, address: ReplyAddress, message: VideoMessage) -> PostedMessage:
        """Post a video unless its marker was posted before; raise `PlaceUnreachable` where it may not stand."""
        record = await self._tools.posts.read(message.marker, place=address) if message.may_stand else None
        if record is not None and record.message_id is not None:
            return PostedMessage.parse(record.message_id)
        try:
            if record is not None and record.stage is PostStage.SENDING and record.file_id is not None:
                return await self._take_up(address, message, record=record)
            return await self._send(address, message)
        except FileRefused as error:
            logger.info("A workspace refused a video: %s", error.code)
            return await self._post_words(address, message, words=self._explain_refusal(message))

    async def share(self, job: Job, *, to: ReplyAddress, marker: str) -> None:
        """Post the video of a finished job once more; the same marker never shows twice."""
        if job.video is None:
            raise FileGone(sentences.file_gone(), code="slack_no_video")
        message = VideoMessage(
            marker=marker,
            video=job.video,
            title=card_sentences.shared_title(),
            comment=card_sentences.shared_by(escape_text(job.requester.name)),
        )
        await self.post(to, message)

    async def _send(self, address: ReplyAddress, message: VideoMessage) -> PostedMessage:
        client = await self._tools.connection.client_for(address.tenant)
        async with self._uploads, self._lend(message) as path:
            record = await self._upload(client, address, message, path=path)
        return await self._complete(client, message, record=record)

    def _lend(self, message: VideoMessage) -> AbstractAsyncContextManager[Path]:
        return nullcontext(message.fresh.file) if message.fresh else self._media.local_copy(message.video.key)

    async def _upload(
        self, client: AsyncWebClient, address: ReplyAddress, message: VideoMessage, *, path: Path
    ) -> PostRecord:
        """Bring the bytes to Slack, where nobody can see them yet."""
        size_bytes = (await asyncio.to_thread(path.stat)).st_size
        async with calling_slack():
            answer = await client.files_getUploadURLExternal(
                # A name of our own: people's words have no place in file names.
                filename=f"flipbook-{message.video.key[:8]}.mp4",
                length=size_bytes,
            )
        session = self._tools.connection.file_session
        await send_file(session, str(answer["upload_url"]), path=path, size_bytes=size_bytes)
        return PostRecord(
            marker=message.marker,
            address=address,
            stage=PostStage.UPLOADING,
            since=self._tools.clock(),
            file_id=str(answer["file_id"]),
        )

    async def _complete(self, client: AsyncWebClient, message: VideoMessage, *, record: PostRecord) -> PostedMessage:
        """Have Slack show a file whose bytes it has."""
        address, file_id = record.address, record.file_id or ""
        if message.fresh is not None:
            await message.fresh.wait_until_stored()
        record = await self._note(record, stage=PostStage.SENDING)
        try:
            async with calling_slack():
                answer = await client.files_completeUploadExternal(
                    files=[{"id": file_id, "title": message.title}],
                    channel_id=address.place,
                    thread_ts=address.thread,
                    initial_comment=message.comment,
                )
        except (PlaceUnreachable, FileRefused):
            # Slack said clearly that it shows nothing, so that another place may be tried.
            await self._note(record, stage=PostStage.UPLOADING)
            raise
        file: Mapping[str, Any] = next(iter(answer.get("files") or ()), {})
        posted = read_share(file, file_id=file_id, channel_id=address.place)
        return await self._settle(client, record, posted=posted)

    async def _take_up(self, address: ReplyAddress, message: VideoMessage, *, record: PostRecord) -> PostedMessage:
        """Go on where nobody knows whether a completion was heard; look for the file before anything is sent again."""
        client = await self._tools.connection.client_for(address.tenant)
        age = self._tools.clock() - record.since
        # What is older stands by now or never will, and one look is enough.
        pauses = self._tools.share_pauses if age < _SETTLING_TIME else ()
        is_known = True
        try:
            posted = await self._await_share(client, record, pauses=pauses)
        except FileGone:
            is_known, posted = False, None
        if posted is not None:
            return await self._settle(client, record, posted=posted)
        try:
            # A completion that was never heard is heard now; one that was heard is not possible a second time.
            return await self._complete(client, message, record=replace(record, address=address))
        except FileGone:
            if not is_known:
                return await self._send(address, message)
            if age > _SHARE_PATIENCE:
                return await self._link_to_file(client, message, record=record)
            raise _share_is_pending() from None

    async def _settle(
        self, client: AsyncWebClient, record: PostRecord, *, posted: PostedMessage | None
    ) -> PostedMessage:
        """Return the message once it stands; raise `AnswerLost` to be asked again when that takes long."""
        posted = posted or await self._await_share(client, record, pauses=self._tools.share_pauses)
        if posted is None:
            raise _share_is_pending()
        await self._note(record, stage=PostStage.POSTED, posted=posted)
        return posted

    async def _await_share(
        self, client: AsyncWebClient, record: PostRecord, *, pauses: Sequence[float]
    ) -> PostedMessage | None:
        channel_id = record.address.place
        return await await_share(client, record.file_id or "", channel_id=channel_id, pauses_seconds=pauses)

    async def _link_to_file(
        self, client: AsyncWebClient, message: VideoMessage, *, record: PostRecord
    ) -> PostedMessage:
        async with calling_slack():
            answer = await client.files_info(file=record.file_id or "")
        link = str((answer.get("file") or {}).get("permalink") or "")
        logger.warning("Slack never shared a file; it is linked to instead")
        posted = await self._post_words(record.address, message, words=card_sentences.file_link(link))
        await self._note(record, stage=PostStage.POSTED, posted=posted)
        return posted

    async def _post_words(self, address: ReplyAddress, message: VideoMessage, *, words: str) -> PostedMessage:
        if message.fresh is not None:
            await message.fresh.wait_until_stored()
        drawn = DrawnMessage(text=f"{message.comment}\n{words}", blocks=())
        return await self._messages.post(address, drawn, marker=f"words:{message.marker}")

    def _explain_refusal(self, message: VideoMessage) -> str:
        return card_sentences.file_refused_here(None if self._link is None else self._link(message.video.key))

    async def _note(self, record: PostRecord, *, stage: PostStage, posted: PostedMessage | None = None) -> PostRecord:
        # How long a completion has been in doubt is counted from the first one.
        is_repeated = record.stage is stage
        record = replace(
            record,
            stage=stage,
            since=record.since if is_repeated else self._tools.clock(),
            message_id=None if posted is None else posted.spell(),
        )
        await self._tools.posts.save(record)
        return record


def _share_is_pending() -> AnswerLost:
    return AnswerLost(sentences.busy(), code="slack_share_pending", retry_after_seconds=_LOOK_AGAIN_SECONDS)
