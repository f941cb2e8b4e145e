"""New messages of components that leave in one piece. What they say and where they stand is not known here.

Sent as a form by the library, a message with a small picture takes a dozen writes, and after each of them the program's
other threads go first. The library's own objects for the answer are not built either, as nobody asks for them.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import discord
from discord.http import MultipartParameters, Route, handle_message_parameters

#: Larger files are streamed; the HTTP library warns of larger bodies in one piece.
_MOST_BYTES = 500_000


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """A message as Discord answered that it stands."""

    id: int
    #: It says what was to be said; where not, its nonce was known and an earlier message was found.
    is_as_sent: bool


def read_small_file(path: Path) -> io.BytesIO | None:
    """Return a file's bytes, or None where they are too many for one piece; blocks."""
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    return None if len(content) > _MOST_BYTES else io.BytesIO(content)


async def send_message(
    client: discord.Client, channel_id: int, view: discord.ui.LayoutView, *, file: discord.File | None, nonce: str
) -> SentMessage:
    """Post a message that mentions nobody; raise what the library raises."""
    with handle_message_parameters(
        view=view,
        files=[] if file is None else [file],
        nonce=nonce,
        allowed_mentions=discord.AllowedMentions.none(),
    ) as parameters:
        answer = await _send(client, channel_id, parameters)
    components = view.to_components()  # type: ignore[no-untyped-call] # the library leaves it without annotations
    is_as_sent = list(_walk_texts(answer.get("components", ()))) == list(_walk_texts(components))
    return SentMessage(id=int(answer["id"]), is_as_sent=is_as_sent)


async def _send(client: discord.Client, channel_id: int, parameters: MultipartParameters) -> Mapping[str, Any]:
    if not parameters.files or not isinstance(parameters.files[0].fp, io.BytesIO):
        return await client.http.send_message(channel_id, params=parameters)
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id)
    answer: Mapping[str, Any] = await client.http.request(route, data=_build_body(parameters.multipart or ()))
    return answer


def _build_body(parts: Sequence[Mapping[str, Any]]) -> aiohttp.BytesPayload:
    boundary, body = uuid4().hex, bytearray()
    for part in parts:
        value = part["value"]
        body += f"--{boundary}\r\n{_spell_headers(part)}\r\n\r\n".encode()
        body += value.getbuffer() if isinstance(value, io.BytesIO) else value.encode()
        body += b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return aiohttp.BytesPayload(bytes(body), content_type=f"multipart/form-data; boundary={boundary}")


def _spell_headers(part: Mapping[str, Any]) -> str:
    names = f'name="{part["name"]}"' + (f'; filename="{part["filename"]}"' if "filename" in part else "")
    media_type = part.get("content_type", "application/json")
    return f"Content-Disposition: form-data; {names}\r\nContent-Type: {media_type}"


def _walk_texts(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        if component["type"] == discord.ComponentType.text_display.value:
            yield component["content"]
        yield from _walk_texts(component.get("components", ()))
