"""Files on Slack's servers: who gets the token, and what is taken for a picture."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from adapters.slack.connection import open_connection
from adapters.slack.payloads import SlackFile, SlackMessage
from adapters.slack.picture import FileServer, SlackPicture, find_mistake, list_pictures
from bot.errors import RequestRefused, ServiceBusy
from tests.adapters.slack.lobby import PICTURE, InstalledTokens, Lobby, open_lobby
from tests.servers.slack.records import ChannelKind, FileAccess, Upload

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def open_reader(lobby: Lobby, *, host: str = "") -> AsyncIterator[FileServer]:
    """Open what reads files, with tokens for one host."""
    async with open_connection(InstalledTokens(lobby.slack), base_url=lobby.slack.api_url) as connection:
        hosts = frozenset({host or urlsplit(lobby.slack.files_origin).netloc})
        yield FileServer(connection=connection, hosts=hosts, schemes=frozenset({"http"}))


async def read(lobby: Lobby, server: FileServer, file: SlackFile) -> bytes:
    """Read a file of the workspace to its end."""
    picture = SlackPicture(file=file, team_id=lobby.acme.id, server=server)
    return b"".join([chunk async for chunk in picture.read_chunks()])


async def describe(lobby: Lobby, upload: Upload, *, is_closed: bool = False) -> SlackFile:
    """Have a file in a channel, and return it as shortcuts describe it."""
    kind = ChannelKind.PRIVATE if is_closed else ChannelKind.PUBLIC
    place = lobby.slack.add_channel(lobby.acme, "files", kind=kind, has_bot=not is_closed, members=(lobby.anna,))
    file = lobby.slack.say(place, lobby.anna, files=[upload]).files[0]
    address = f"{lobby.slack.files_origin}/files-pri/{lobby.acme.id}-{file.id}"
    return SlackFile(
        id=file.id,
        name=file.name,
        mimetype=file.mimetype,
        url_private_download=f"{address}/download/{file.name}",
        url_private=f"{address}/{file.name}",
        file_access=file.access,
        mode=file.mode,
    )


@asynccontextmanager
async def open_file_host(answer: Answer) -> AsyncIterator[str]:
    """Serve one answer to everything; lend the host and port."""
    app = web.Application()
    app.router.add_get("/{rest:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_a_file_is_read_with_the_bots_token() -> None:
    async with open_lobby() as lobby, open_reader(lobby) as server:
        content = await read(lobby, server, await describe(lobby, PICTURE))

    assert content == PICTURE.content


@pytest.mark.parametrize("url", ["https://files.slack.com/a.png", "http://127.0.0.1:1/a.png", "file:///etc/passwd"])
async def test_no_other_host_gets_the_token(url: str) -> None:
    async with open_lobby() as lobby, open_reader(lobby) as server:
        with pytest.raises(RequestRefused, match="couldn't open"):
            await read(lobby, server, SlackFile(id="F1", name="a.png", url_private=url))


async def test_a_redirect_is_not_followed() -> None:
    heard: list[str] = []

    async def redirect(request: web.Request) -> web.StreamResponse:
        heard.append(request.path)
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    async with open_lobby() as lobby, open_file_host(redirect) as host, open_reader(lobby, host=host) as server:
        with pytest.raises(RequestRefused, match="does not let me open"):
            await read(lobby, server, SlackFile(id="F1", name="a.png", url_private=f"http://{host}/a.png"))

    assert heard == ["/a.png"]


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream"])
async def test_the_page_that_asks_to_sign_in_is_no_picture(content_type: str) -> None:
    async def ask(_: web.Request) -> web.StreamResponse:
        return web.Response(text="\n<!DOCTYPE html><html>Sign in</html>", content_type=content_type)

    async with open_lobby() as lobby, open_file_host(ask) as host, open_reader(lobby, host=host) as server:
        file = SlackFile(id="F1", name="a.png", mimetype="image/png", url_private=f"http://{host}/a.png")
        with pytest.raises(RequestRefused, match=r"does not let me open `a\.png`"):
            await read(lobby, server, file)


async def test_a_server_that_stumbles_is_not_the_persons_fault() -> None:
    async def stumble(_: web.Request) -> web.StreamResponse:
        return web.Response(status=503)

    async with open_lobby() as lobby, open_file_host(stumble) as host, open_reader(lobby, host=host) as server:
        with pytest.raises(ServiceBusy):
            await read(lobby, server, SlackFile(id="F1", url_private=f"http://{host}/a.png"))


async def test_without_the_scope_the_sign_in_page_is_recognised() -> None:
    async with open_lobby() as lobby, open_reader(lobby) as server:
        file = await describe(lobby, PICTURE)
        lobby.slack.take_scopes(lobby.acme, "files:read")
        with pytest.raises(RequestRefused, match="install it anew"):
            await read(lobby, server, file)


async def test_a_file_by_its_id_alone_is_asked_for() -> None:
    async with open_lobby() as lobby, open_reader(lobby) as server:
        file = await describe(lobby, PICTURE)
        content = await read(lobby, server, SlackFile(id=file.id))

    assert content == PICTURE.content


async def test_a_file_in_a_channel_without_the_bot_names_the_way_out() -> None:
    async with open_lobby() as lobby, open_reader(lobby) as server:
        file = await describe(lobby, PICTURE, is_closed=True)
        with pytest.raises(RequestRefused, match="/invite"):
            await read(lobby, server, SlackFile(id=file.id, name="day.png"))


@pytest.mark.parametrize("mode", ["external", "tombstone", "hidden_by_limit"])
async def test_files_that_slack_does_not_have_are_refused(mode: str) -> None:
    async with open_lobby() as lobby, open_reader(lobby) as server:
        with pytest.raises(RequestRefused, match="couldn't open"):
            await read(lobby, server, SlackFile(id="F1", mode=mode, url_private="https://files.slack.com/a.png"))


@pytest.mark.parametrize("access", [FileAccess.NOT_FOUND, FileAccess.DENIED])
async def test_files_that_other_companies_keep_are_refused(access: FileAccess) -> None:
    async with open_lobby() as lobby, open_reader(lobby) as server:
        with pytest.raises(RequestRefused, match="couldn't open"):
            await read(lobby, server, SlackFile(id="F1", file_access=access, url_private="https://files.slack.com/a"))


def test_pictures_that_were_passed_on_count_once() -> None:
    picture = {"id": "F1", "mimetype": "image/png"}
    sound = {"id": "F2", "mimetype": "audio/mp4"}
    foreign = {"id": "F3", "file_access": "check_file_info"}
    message = SlackMessage.model_validate({"files": [picture, sound], "attachments": [{"files": [picture, foreign]}]})

    assert [file.id for file in list_pictures(message)] == ["F1", "F3"]
    assert find_mistake(message.files) == SlackFile(id="F2", mimetype="audio/mp4")
