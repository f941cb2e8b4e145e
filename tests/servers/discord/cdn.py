"""The content server: files under signed addresses that expire; who may upload what belongs to the messages."""

import hashlib
import hmac
import mimetypes
import secrets
import struct
from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import web

from tests.servers.discord.records import Attachment, Sticker, Upload
from tests.servers.discord.state import World

LIFE_SECONDS = 24 * 60 * 60
GONE = "This content is no longer available."
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


@dataclass(kw_only=True, repr=False)
class Cdn:
    """Files by path."""

    world: World
    life_seconds: int = LIFE_SECONDS
    files: dict[str, Attachment] = field(default_factory=dict)
    stickers: dict[str, bytes] = field(default_factory=dict)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def keep(self, upload: Upload, *, place: str, is_ephemeral: bool = False, is_spoiler: bool = False) -> Attachment:
        """Store a file below a place such as the id of a channel."""
        attachment_id = self.world.mint.mint()
        width, height = (upload.width, upload.height) if upload.width else read_png_size(upload.content)
        folder = "ephemeral-attachments" if is_ephemeral else "attachments"
        attachment = Attachment(
            id=attachment_id,
            filename=upload.filename,
            content=upload.content,
            content_type=upload.content_type or guess_type(upload.filename),
            path=f"/{folder}/{place}/{attachment_id}/{upload.filename}",
            width=width,
            height=height,
            description=upload.description,
            is_ephemeral=is_ephemeral,
            is_spoiler=is_spoiler,
        )
        self.files[attachment.path] = attachment
        return attachment

    def keep_sticker(self, name: str, content: bytes) -> Sticker:
        """Store a sticker, whose address never expires."""
        sticker = Sticker(id=self.world.mint.mint(), name=name)
        self.stickers[f"/stickers/{sticker.id}.png"] = content
        return sticker

    def sign(self, attachment: Attachment) -> str:
        """Build an address that works for a day."""
        start = int(self.world.clock.now().timestamp())
        end = start + self.life_seconds
        seal = self._seal(attachment.path, end)
        return f"{self.world.origin}{quote(attachment.path)}?ex={end:x}&is={start:x}&hm={seal}&"

    async def serve(self, request: web.Request) -> web.Response:
        """Serve a file, unless the address is false or old."""
        if request.path in self.stickers:
            return web.Response(body=self.stickers[request.path], headers={"Content-Type": "image/png"})
        attachment = self.files.get(request.path)
        if attachment is None or not self._is_valid(request):
            return web.Response(status=404, text=GONE)
        return web.Response(body=attachment.content, headers={"Content-Type": attachment.content_type})

    def _is_valid(self, request: web.Request) -> bool:
        try:
            end = int(request.query.get("ex", ""), 16)
        except ValueError:
            return False
        is_sealed = hmac.compare_digest(request.query.get("hm", ""), self._seal(request.path, end))
        return is_sealed and self.world.clock.now().timestamp() < end

    def _seal(self, path: str, end: int) -> str:
        return hmac.new(self._key, f"{path}?{end}".encode(), hashlib.sha256).hexdigest()


def guess_type(filename: str) -> str:
    """Guess a media type from a name."""
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"


def read_png_size(content: bytes) -> tuple[int | None, int | None]:
    """Read width and height in pixels out of a PNG; nothing out of anything else."""
    if not content.startswith(PNG_MAGIC):
        return None, None
    width, height = struct.unpack(">II", content[16:24])
    return width, height
