"""The host of files: takes announced bytes and gives files to who shows a good token; no method of the Web API."""

from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from tests.servers.slack.answers import build_page
from tests.servers.slack.records import File, FileAccess
from tests.servers.slack.state import World

PIECE_BYTES = 256 * 1024
HOSTED = "hosted"


@dataclass(kw_only=True, repr=False)
class FileHost:
    """Bytes on their way in and out."""

    world: World
    #: Announced files by the secret part of their address.
    expected: dict[str, File] = field(default_factory=dict)
    #: How many uploads came in whole, by file.
    uploads: dict[str, int] = field(default_factory=dict)
    #: Whether the way to the sign-in page is a redirect, or the page itself is answered.
    redirects_to_sign_in: bool = True
    #: After how many bytes downloads break off.
    breaks_off_after_bytes: int | None = None

    async def take(self, request: web.Request) -> web.Response:
        """Take the bytes of an announced file."""
        file = self.expected.get(request.match_info["key"])
        if file is None or file.is_complete:
            return web.Response(status=404, text="not found")
        content = await _read_content(request)
        if len(content) != file.announced_bytes:
            return web.Response(status=400, text="length mismatch")
        file.content = content
        self.uploads[file.id] = self.uploads.get(file.id, 0) + 1
        self.world.note_change()
        return web.Response(text=f"OK - {len(content)}")

    async def give(self, request: web.Request) -> web.StreamResponse:
        """Give a file, or show the way to the sign-in page."""
        file = self._find_file(request)
        if file is None or file.content is None:
            return self._ask_to_sign_in(request)
        response = web.StreamResponse(headers={"Content-Type": file.mimetype})
        response.content_length = len(file.content)
        await response.prepare(request)
        content = file.content[: self.breaks_off_after_bytes]
        for start in range(0, len(content), PIECE_BYTES):
            await response.write(content[start : start + PIECE_BYTES])
        if len(content) < len(file.content) and request.transport:
            request.transport.close()
            return response
        await response.write_eof()
        return response

    async def show_sign_in(self, request: web.Request) -> web.Response:
        """Show the page that asks people to sign in, which is no place for a token."""
        if "Authorization" in request.headers:
            self.world.violations.append("a token was shown to a page that is not for it")
        return _build_sign_in()

    def _find_file(self, request: web.Request) -> File | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        grant = self.world.grants.get(token)
        _, _, file_id = request.match_info["name"].partition("-")
        file = self.world.files.get(file_id)
        if scheme != "Bearer" or grant is None or grant.is_revoked or file is None:
            return None
        if grant.expires_at is not None and grant.expires_at <= self.world.clock.now():
            return None
        is_open = file.mode == HOSTED and file.access in {FileAccess.VISIBLE, FileAccess.CHECK_INFO}
        may_see = grant.opens(file.workspace) and self.world.is_visible(file)
        is_there = not file.is_deleted
        return file if is_open and may_see and is_there and "files:read" in grant.scopes else None

    def _ask_to_sign_in(self, request: web.Request) -> web.Response:
        if not self.redirects_to_sign_in:
            return _build_sign_in()
        target = f"{self.world.origin}/signin?redir={quote(request.path)}"
        return web.Response(status=302, headers={"Location": target})


def _build_sign_in() -> web.Response:
    return build_page("Slack", "<form id='signin_form'>Sign in to your workspace</form>")


async def _read_content(request: web.Request) -> bytes:
    """Read the bytes, which come by themselves or as the first part of a form."""
    if request.content_type != "multipart/form-data":
        return await request.read()
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            return bytes(await part.read())
    return b""
