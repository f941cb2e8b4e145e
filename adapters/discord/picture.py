"""Pictures that people hand in on Discord: streamed from its content servers and from nowhere else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import discord

from adapters.discord.places import is_age_restricted
from bot.errors import RequestRefused
from bot.messages import discord as sentences

#: Uploads, their proxy, and the proxies of what links and bots show.
CONTENT_HOSTS = frozenset(
    {"cdn.discordapp.com", "media.discordapp.net", "images-ext-1.discordapp.net", "images-ext-2.discordapp.net"}
)
#: The others are drawings in a language of their own.
_PICTURE_STICKERS = frozenset(
    {discord.StickerFormatType.png, discord.StickerFormatType.apng, discord.StickerFormatType.gif}
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
    #: It is hidden until somebody asks to see it.
    is_spoiler: bool = False
    #: It was posted where only adults may look.
    is_age_restricted: bool = False

    def read_chunks(self) -> AsyncIterator[bytes]:
        """Stream the bytes."""
        return self.server.read_chunks(self.url, name=self.name)


def find_pictures(message: discord.Message, server: ContentServer) -> tuple[DiscordPicture, ...]:
    """Return the pictures of a message: attached to it, forwarded with it, or shown in it, stickers last."""
    attached = [*message.attachments]
    for snapshot in message.message_snapshots:
        attached += snapshot.attachments
    found = [read_attachment(one, server) for one in attached if _is_picture(one)]
    for embed in message.embeds:
        # The picture itself may lie anywhere; its copy on Discord's own server is the one we may open.
        proxy_url = embed.image.proxy_url or embed.thumbnail.proxy_url
        if proxy_url:
            found.append(DiscordPicture(name=sentences.embedded_picture(), url=proxy_url, server=server))
    found += _list_shown_pictures(message, server)
    found += [
        DiscordPicture(name=one.name, url=one.url, server=server)
        for one in (*message.stickers, *(one for shown in message.message_snapshots for one in shown.stickers))
        if one.format in _PICTURE_STICKERS
    ]
    is_restricted = _is_from_restricted(message)
    unique = {picture.url: replace(picture, is_age_restricted=is_restricted) for picture in found}
    return tuple(unique.values())


def read_attachment(attachment: discord.Attachment, server: ContentServer) -> DiscordPicture:
    """Return an upload as a picture."""
    return DiscordPicture(
        name=attachment.filename, url=attachment.url, server=server, is_spoiler=attachment.is_spoiler()
    )


def _is_picture(file: discord.Attachment | discord.UnfurledMediaItem) -> bool:
    return (file.content_type or "").startswith("image/")


def _is_from_restricted(message: discord.Message) -> bool:
    """Tell whether a message stands in a place for adults or was passed on from one that we know."""
    if is_age_restricted(message.channel):
        return True
    if message.guild is None or message.reference is None:
        return False
    return is_age_restricted(message.guild.get_channel_or_thread(message.reference.channel_id))


def _list_shown_pictures(message: discord.Message, server: ContentServer) -> list[DiscordPicture]:
    """Return the pictures that a message shows in components, which are in no list of attachments."""
    if not message.flags.components_v2:
        return []
    shown: list[discord.MediaGalleryItem | discord.ui.Thumbnail[Any]] = []
    for item in discord.ui.LayoutView.from_message(message).walk_children():
        if isinstance(item, discord.ui.MediaGallery):
            shown += item.items
        elif isinstance(item, discord.ui.Thumbnail):
            shown.append(item)
    return [
        DiscordPicture(
            name=sentences.embedded_picture(),
            url=one.media.proxy_url or one.media.url,
            server=server,
            is_spoiler=one.spoiler,
        )
        for one in shown
        if _is_picture(one.media)
    ]
