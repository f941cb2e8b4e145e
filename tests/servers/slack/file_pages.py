"""The methods `files.*`; the bytes themselves come and go at the file host."""

import asyncio
import mimetypes
import secrets
from dataclasses import dataclass

from tests.servers.slack.calls import ApiCall, Handler
from tests.servers.slack.errors import Refused, refuse
from tests.servers.slack.file_host import FileHost
from tests.servers.slack.messages import Draft, MessageDesk
from tests.servers.slack.methods import Method
from tests.servers.slack.payloads import build_full_file
from tests.servers.slack.records import Channel, File, FileAccess, Json, Workspace
from tests.servers.slack.state import World

MAX_DESCRIPTION = 1000
MAX_CHANNELS = 100
REFUSED_ACCESS = {FileAccess.NOT_FOUND: "file_not_found", FileAccess.DENIED: "access_denied"}


@dataclass(frozen=True, kw_only=True)
class FilePages:
    """Announces, completes, looks up and deletes files for the bot."""

    world: World
    desk: MessageDesk
    host: FileHost

    def list_handlers(self) -> dict[Method, Handler]:
        """List the handlers by method."""
        return {
            Method.FILES_GET_UPLOAD_URL: self.announce,
            Method.FILES_COMPLETE_UPLOAD: self.complete,
            Method.FILES_INFO: self.read,
            Method.FILES_DELETE: self.delete,
        }

    async def announce(self, call: ApiCall) -> Json:
        """Answer `files.getUploadURLExternal`."""
        name, length = call.arguments.read("filename"), call.arguments.read_number("length")
        if not name or not length:
            refuse("missing_argument")
        self._check_upload(call.workspace, length)
        if len(call.arguments.read("alt_txt")) > MAX_DESCRIPTION:
            refuse("alt_txt_too_large")
        file = File(
            id=self.world.mint.make_id("F"),
            workspace=call.workspace,
            owner=call.bot,
            name=name,
            title=name,
            mimetype=guess_type(name),
            announced_bytes=length,
            created_at=self.world.clock.now(),
            alt_txt=call.arguments.read("alt_txt"),
        )
        self.world.files[file.id] = file
        key = secrets.token_hex(24)
        self.host.expected[key] = file
        return {"upload_url": f"{self.world.files_origin}/upload/v1/{key}", "file_id": file.id}

    async def complete(self, call: ApiCall) -> Json:
        """Answer `files.completeUploadExternal`; the files appear in the channel a little later."""
        rows = call.arguments.read_list("files")
        channels = self._find_channels(call)
        files = [self._find_uploaded(call, row) for row in rows if isinstance(row, dict)]
        if not files:
            refuse("file_not_found")
        for file, row in zip(files, rows, strict=True):
            file.is_complete, file.title = True, str(row.get("title") or file.name)
        described = [build_full_file(self.world, file) for file in files]
        draft = Draft(text=call.arguments.read("initial_comment"), files=files)
        thread_ts = self._find_thread(channels, call.arguments.read("thread_ts"))
        is_lost = call.workspace.drops_described_files and any(file.alt_txt for file in files)
        if channels and call.workspace.shares_files and not is_lost:
            self.desk.courier.start(self._share(channels, draft, thread_ts))
        return {"files": described}

    async def read(self, call: ApiCall) -> Json:
        """Answer `files.info`."""
        file = self.world.find_file(call.workspace, call.arguments.demand("file"))
        if file.access in REFUSED_ACCESS:
            raise Refused(REFUSED_ACCESS[file.access])
        return {"file": build_full_file(self.world, file), "comments": [], "response_metadata": {"next_cursor": ""}}

    async def delete(self, call: ApiCall) -> Json:
        """Answer `files.delete`."""
        file = self.world.find_file(call.workspace, call.arguments.demand("file"))
        if file.owner is not call.bot:
            refuse("cant_delete_file")
        file.is_deleted, file.content, file.shares = True, None, []
        self.world.note_change()
        return {}

    async def _share(self, channels: list[Channel], draft: Draft, thread_ts: str | None) -> None:
        """Post files, after the time that the workspace takes for it."""
        workspace = channels[0].workspace
        await asyncio.sleep(workspace.share_seconds)
        for channel in channels:
            if workspace.bot is not None:
                self.desk.post(channel, workspace.bot, draft, thread_ts=thread_ts)

    def _find_thread(self, channels: list[Channel], thread_ts: str) -> str | None:
        """Find the thread of an upload; a reply is no thread, and Slack would put the file elsewhere."""
        for channel in channels:
            parent = self.world.messages.get((channel.id, thread_ts))
            if parent is not None and parent.is_reply:
                self.world.violations.append("a file was sent below a reply, which is not a thread")
        return thread_ts or None

    def _find_channels(self, call: ApiCall) -> list[Channel]:
        names = [name for name in (call.arguments.read("channel_id"), *_split(call.arguments.read("channels"))) if name]
        if len(names) > MAX_CHANNELS:
            refuse("channels_limit_exceeded")
        if any(not name.startswith(("C", "D", "G")) for name in names):
            refuse("invalid_channel")
        channels = [self.world.find_channel(call.workspace, name) for name in names]
        for channel in channels:
            if not channel.has_bot:
                refuse("not_in_channel")
            if channel.is_archived or channel.is_read_only:
                refuse("posting_to_channel_denied")
        return channels

    def _find_uploaded(self, call: ApiCall, row: Json) -> File:
        file = self.world.files.get(str(row.get("id")))
        is_theirs = file is not None and call.grant is not None and call.grant.opens(file.workspace)
        if file is None or not is_theirs or file.is_complete or file.content is None:
            refuse("file_not_found")
        # What an organisation's token announced belongs to the workspace in which it appears.
        file.workspace = call.workspace
        return file

    def _check_upload(self, workspace: Workspace, length: int) -> None:
        if workspace.upload_refusal:
            raise Refused(workspace.upload_refusal)
        if length > workspace.upload_limit_bytes:
            refuse("file_upload_size_restricted")


def guess_type(filename: str) -> str:
    """Guess a media type from a name."""
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"


def _split(names: str) -> list[str]:
    return names.split(",") if names else []
