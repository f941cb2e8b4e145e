"""Pictures that people hand in on Discord: streamed from its content servers and from nowhere else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp
import discord

from bot.errors import RequestRefused
from bot.messages import discord as sentences

#: Uploads, their proxy, and the proxies of what links and bots show.
CONTENT_HOSTS = frozenset(
    {"cdn.discordapp.com", "media.discordapp.net", "images-ext-1.discordapp.net", "images-ext-2.discordapp.net"}
)
_CHUNK_BYTES = 64 * 1024
_OK = 200


@dataclass(frozen=True, kw_only=True)
class ContentServer:
    """Opens files on Discord's content servers."""

    session: aiohttp.ClientSession
    #: Requests to any other `host` or `host:port` are refused.
    hosts: frozenset[str] = CONTENT_HOSTS
    schemes: frozenset[str] = field(default=frozenset({"https"}))

    async def read_chunks(self, url: str, *, name: str) -> AsyncIterator[bytes]:
        """Stream a file; raise `RequestRefused` when it cannot be had any more."""
        parts = urlsplit(url)
        if parts.scheme not in self.schemes or parts.netloc not in self.hosts:
            raise RequestRefused(sentences.picture_gone(name))
        try:
            async with self.session.get(url, allow_redirects=False) as answer:
                if answer.status != _OK:
                    raise RequestRefused(sentences.picture_gone(name))
                async for chunk in answer.content.iter_chunked(_CHUNK_BYTES):
                    yield chunk
        except (aiohttp.ClientError, OSError) as error:
            raise RequestRefused(sentences.picture_gone(name)) from error


@dataclass(frozen=True, kw_only=True)
class DiscordPicture:
    """One picture on Discord's content servers, in the shape of an attachment."""

    name: str
    url: str
    server: ContentServer

    def read_chunks(self) -> AsyncIterator[bytes]:
        """Stream the bytes."""
        return self.server.read_chunks(self.url, name=self.name)


def find_pictures(message: discord.Message, server: ContentServer) -> tuple[DiscordPicture, ...]:
    """Return the pictures of a message: attached to it, forwarded with it, or shown in it."""
    attached = [*message.attachments]
    for snapshot in message.message_snapshots:
        attached += snapshot.attachments
    found = [(one.filename, one.url) for one in attached if (one.content_type or "").startswith("image/")]
    for embed in message.embeds:
        # The picture itself may lie anywhere; its copy on Discord's own server is the one we may open.
        proxy_url = embed.image.proxy_url or embed.thumbnail.proxy_url
        if proxy_url:
            found.append((sentences.embedded_picture(), proxy_url))
    found += [(sentences.embedded_picture(), media.proxy_url or media.url) for media in _list_shown_media(message)]
    unique = {url: DiscordPicture(name=name, url=url, server=server) for name, url in found}
    return tuple(unique.values())


def _list_shown_media(message: discord.Message) -> list[discord.UnfurledMediaItem]:
    """Return the pictures that a message shows in components, which are in no list of attachments."""
    if not message.flags.components_v2:
        return []
    media: list[discord.UnfurledMediaItem] = []
    for item in discord.ui.LayoutView.from_message(message).walk_children():
        if isinstance(item, discord.ui.MediaGallery):
            media += [entry.media for entry in item.items]
        elif isinstance(item, discord.ui.Thumbnail):
            media.append(item.media)
    return [one for one in media if (one.content_type or "").startswith("image/")]
