"""Signed addresses of files."""

import aiohttp

from tests.servers.discord.conftest import Asker
from tests.servers.discord.records import Channel, Upload, User
from tests.servers.discord.server import LocalDiscord

PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x07\x00\x00\x00\x05"


async def _fetch(address: str) -> tuple[int, bytes, str]:
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        return response.status, await response.read(), response.content_type


async def test_file_is_served_with_its_bytes_and_type(ask: Asker, channel: Channel) -> None:
    created = await ask.post(channel, {}, clip_mp4=b"video")
    fetched = await _fetch(created.body["attachments"][0]["url"])

    assert fetched == (200, b"video", "video/mp4")


async def test_address_expires_and_a_fresh_one_works(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    created = await ask.post(channel, {}, clip_mp4=b"video")
    server.clock.advance(25 * 60 * 60)
    old = await _fetch(created.body["attachments"][0]["url"])
    again = await ask("GET", f"/channels/{channel.id}/messages/{created.body['id']}")
    new = await _fetch(again.body["attachments"][0]["url"])

    assert (old[0], old[1]) == (404, b"This content is no longer available.")
    assert new[0] == 200


async def test_forged_address_is_refused(ask: Asker, channel: Channel) -> None:
    created = await ask.post(channel, {}, clip_mp4=b"video")
    address = created.body["attachments"][0]["url"].partition("?")[0]
    fetched = await _fetch(f"{address}?ex=ffffffff&is=0&hm=0")

    assert fetched[0] == 404


async def test_size_of_a_picture_is_known(server: LocalDiscord, channel: Channel, anna: User) -> None:
    message = await server.say(channel, anna, "", [Upload(filename="a b.png", content=PIXEL)])
    picture = message.attachments[0]

    assert (picture.width, picture.height) == (7, 5)
    assert (await _fetch(server.cdn.sign(picture)))[1] == PIXEL


async def test_a_sticker_has_an_address_that_never_expires(server: LocalDiscord) -> None:
    sticker = server.cdn.keep_sticker("wave", PIXEL)
    server.clock.advance(25 * 60 * 60)

    assert await _fetch(f"{server.origin}/stickers/{sticker.id}.png") == (200, PIXEL, "image/png")
