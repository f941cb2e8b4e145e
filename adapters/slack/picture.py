"""Pictures that people hand in on Slack: streamed from its file servers and from nowhere else."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import FileGone, ScopeMissing, calling_slack
from adapters.slack.payloads import SlackFile, SlackMessage
from bot.errors import PlaceUnreachable, RequestRefused, ServiceBusy
from bot.media.file_kind import OPENING_BYTES, FileKind, tell_file_kind
from bot.messages import slack as sentences

_CHUNK_BYTES = 64 * 1024
_LOOK_UP_SECONDS = 10.0
_OK = 200
_SERVER_ERROR = 500
#: What stands at a file's place when it can only be asked for.
_ASK_FIRST = "check_file_info"
_HOSTED = frozenset({"", "hosted"})


class FileConnection(Protocol):
    """What reading files takes."""

    @property
    def file_session(self) -> aiohttp.ClientSession:
        """Return a session that knows no token."""

    async def token_for(self, team_id: str) -> str:
        """Return the bot token of a workspace."""

    async def client_for(self, team_id: str) -> AsyncWebClient:
        """Return a client that speaks for a workspace."""


@dataclass(frozen=True, kw_only=True)
class FileServer:
    """Opens files on Slack's file servers."""

    connection: FileConnection
    #: Tokens are sent to these hosts (`host` or `host:port`) and to no other.
    hosts: frozenset[str]
    schemes: frozenset[str]

    async def describe(self, file: SlackFile, *, team_id: str) -> SlackFile:
        """Return a file with its address; raise `RequestRefused` when it cannot be had."""
        if file.file_access != _ASK_FIRST and file.url_private:
            return _check(file)
        return await self.look_up(file, team_id=team_id)

    async def look_up(self, file: SlackFile, *, team_id: str) -> SlackFile:
        """Ask Slack for a file by its id; raise `RequestRefused` when it cannot be had."""
        client = await self.connection.client_for(team_id)
        try:
            async with calling_slack(timeout_seconds=_LOOK_UP_SECONDS):
                answer = await client.files_info(file=file.id)
        except FileGone as error:
            # Slack says the same of files that are gone and of files in channels that the bot is not in.
            raise RequestRefused(sentences.picture_hidden(file.name)) from error
        except (PlaceUnreachable, ScopeMissing) as error:
            raise RequestRefused(sentences.picture_locked(file.name)) from error
        return _check(SlackFile.model_validate(answer.get("file") or {"id": file.id}))

    async def read_chunks(self, file: SlackFile, *, team_id: str) -> AsyncIterator[bytes]:
        """Stream a file; raise `RequestRefused` when it cannot be had, `ServiceBusy` when Slack stumbles."""
        file = await self.describe(file, team_id=team_id)
        url = file.url_private_download or file.url_private
        parts = urlsplit(url)
        if parts.scheme not in self.schemes or parts.netloc not in self.hosts:
            raise RequestRefused(sentences.picture_gone(file.name))
        headers = {"Authorization": f"Bearer {await self.connection.token_for(team_id)}"}
        try:
            # A redirect would carry the token to wherever it leads.
            async with self.connection.file_session.get(url, headers=headers, allow_redirects=False) as answer:
                _check_answer(answer, file)
                async for chunk in _check_opening(answer.content.iter_chunked(_CHUNK_BYTES), file):
                    yield chunk
        except (aiohttp.ClientError, OSError) as error:
            raise ServiceBusy(sentences.busy(), code="slack_file_unreachable") from error


@dataclass(frozen=True, kw_only=True)
class SlackPicture:
    """One picture on Slack's file servers, in the shape of an attachment."""

    file: SlackFile
    team_id: str
    server: FileServer

    @property
    def name(self) -> str:
        """Return the name that its sender gave it."""
        return self.file.name or sentences.unnamed_picture()

    def read_chunks(self) -> AsyncIterator[bytes]:
        """Stream the bytes."""
        return self.server.read_chunks(self.file, team_id=self.team_id)


def list_pictures(message: SlackMessage) -> tuple[SlackFile, ...]:
    """Return the pictures of a message: posted with it, or passed on with it."""
    files = [*message.files, *(file for one in message.attachments for file in one.files)]
    return tuple({file.id: file for file in files if _may_be_picture(file)}.values())


def find_mistake(files: Iterable[SlackFile]) -> SlackFile | None:
    """Return the first file that says of itself that it is no picture, or None; what files really are is seen later."""
    return next((file for file in files if not _may_be_picture(file)), None)


def _may_be_picture(file: SlackFile) -> bool:
    # Files of other companies say nothing of themselves before they are asked for.
    return not file.mimetype or file.mimetype.startswith("image/")


def _check(file: SlackFile) -> SlackFile:
    if file.mode not in _HOSTED or file.file_access in {"file_not_found", "access_denied"}:
        raise RequestRefused(sentences.picture_gone(file.name))
    return file


def _check_answer(answer: aiohttp.ClientResponse, file: SlackFile) -> None:
    if answer.status >= _SERVER_ERROR:
        raise ServiceBusy(sentences.busy(), code=f"slack_file_{answer.status}")
    is_page = answer.content_type == "text/html" and file.mimetype != "text/html"
    if answer.status != _OK or is_page:
        raise RequestRefused(sentences.picture_locked(file.name))


async def _check_opening(chunks: AsyncIterator[bytes], file: SlackFile) -> AsyncIterator[bytes]:
    """Pass a file on, unless it is the page on which Slack asks people to sign in."""
    opening = b""
    async for chunk in chunks:
        if len(opening) < OPENING_BYTES:
            opening += chunk[:OPENING_BYTES]
            if tell_file_kind(opening) is FileKind.HTML and file.mimetype != "text/html":
                raise RequestRefused(sentences.picture_locked(file.name))
        yield chunk
