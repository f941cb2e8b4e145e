"""Uploads with real bytes, shares that come late, and downloads for who may."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.conftest import Asker
from tests.servers.slack.faults import drop_after
from tests.servers.slack.methods import Method, Place
from tests.servers.slack.payloads import build_file
from tests.servers.slack.records import Channel, ChannelKind, FileAccess, Person, Upload, Workspace
from tests.servers.slack.server import LocalSlack

PICTURE = Upload(filename="day.png", content=b"\x89PNG picture")


async def test_client_library_brings_a_file_into_a_thread(
    server: LocalSlack, client: AsyncWebClient, channel: Channel, anna: Person
) -> None:
    parent = server.say(channel, anna, "look")

    await client.files_upload_v2(
        content=b"video", filename="a.mp4", channel=channel.id, thread_ts=parent.ts, initial_comment="Done"
    )
    await server.until(lambda: server.replies(parent))

    reply = server.replies(parent)[0]
    assert (reply.text, reply.files[0].content) == ("Done", b"video")


async def test_share_is_told_only_later(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    channel.workspace.share_seconds = 0.05
    file_id = await ask.upload(b"video", channel_id=channel.id)
    before = await ask("files.info", file=file_id)

    await server.until(lambda: server.messages(channel))

    after = await ask("files.info", file=file_id)
    assert before["file"]["shares"] == {}
    assert [row["ts"] for row in after["file"]["shares"]["public"][channel.id]] == [server.messages(channel)[0].ts]


async def test_described_file_is_never_shared(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    announced = await ask("files.getUploadURLExternal", filename="a.mp4", length=1, alt_txt="a day")
    await ask.session.post(announced["upload_url"], data=b"x")

    answer = await ask("files.completeUploadExternal", files=[{"id": announced["file_id"]}], channel_id=channel.id)

    assert answer["ok"]
    assert server.messages(channel) == []


async def test_file_is_completed_once(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    file_id = await ask.upload(b"video", channel_id=channel.id)

    again = await ask("files.completeUploadExternal", files=[{"id": file_id}], channel_id=channel.id)
    await server.until(lambda: server.messages(channel))

    assert again["error"] == "file_not_found"
    assert server.world.files[file_id].times_shared == 1


async def test_completion_may_work_and_its_answer_be_lost(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    server.fail_next(Method.FILES_COMPLETE_UPLOAD, drop_after())

    with pytest.raises(aiohttp.ClientError):
        await ask.upload(b"video", channel_id=channel.id)

    await server.until(lambda: server.messages(channel))


async def test_upload_may_work_and_its_answer_be_lost(server: LocalSlack, ask: Asker) -> None:
    announced = await ask("files.getUploadURLExternal", filename="a.mp4", length=1)
    server.fail_next(Place.UPLOAD, drop_after())

    with pytest.raises(aiohttp.ClientError):
        await ask.session.post(announced["upload_url"], data=b"x")

    assert server.files.uploads == {announced["file_id"]: 1}


async def test_bytes_that_were_not_announced_are_refused(ask: Asker) -> None:
    announced = await ask("files.getUploadURLExternal", filename="a.mp4", length=5)

    async with ask.session.post(announced["upload_url"], data=b"x") as response:
        assert response.status == 400


@pytest.mark.parametrize(
    ("length", "refusal", "error"),
    [
        (0, "", "missing_argument"),
        (11, "", "file_upload_size_restricted"),
        (1, "storage_limit_reached", "storage_limit_reached"),
    ],
)
async def test_upload_is_refused(ask: Asker, workspace: Workspace, length: int, refusal: str, error: str) -> None:
    workspace.upload_limit_bytes, workspace.upload_refusal = 10, refusal

    answer = await ask("files.getUploadURLExternal", filename="a.mp4", length=length)

    assert answer["error"] == error


async def test_file_goes_only_where_the_bot_is(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    server.kick(channel)

    answer = await ask("files.completeUploadExternal", files=[{"id": "F1"}], channel_id=channel.id)

    assert answer["error"] == "not_in_channel"


async def test_file_goes_not_where_nobody_may_write(ask: Asker, channel: Channel) -> None:
    channel.is_archived = True

    answer = await ask("files.completeUploadExternal", files=[{"id": "F1"}], channel_id=channel.id)

    assert answer["error"] == "posting_to_channel_denied"


async def fetch(server: LocalSlack, channel: Channel, anna: Person, token: str, upload: Upload = PICTURE) -> str:
    """Let Anna post a file, download it with a token, and give its media type and what it begins with."""
    file = server.say(channel, anna, "look", files=[upload]).files[0]
    address = build_file(server.world, file)["url_private_download"]
    async with (
        aiohttp.ClientSession() as session,
        session.get(
            address, headers={"Authorization": f"Bearer {token}"} if token else {}, allow_redirects=False
        ) as response,
    ):
        return f"{response.status} {response.content_type}"


async def test_file_is_given_to_who_may_see_it(server: LocalSlack, channel: Channel, anna: Person) -> None:
    assert await fetch(server, channel, anna, channel.workspace.bot_token) == "200 image/png"


async def test_wrong_token_is_sent_to_sign_in(server: LocalSlack, channel: Channel, anna: Person) -> None:
    assert (await fetch(server, channel, anna, "xoxb-wrong")).startswith("302")


async def test_sign_in_may_be_answered_at_once(server: LocalSlack, channel: Channel, anna: Person) -> None:
    server.files.redirects_to_sign_in = False

    assert await fetch(server, channel, anna, "") == "200 text/html"


async def test_missing_scope_is_sent_to_sign_in(server: LocalSlack, channel: Channel, anna: Person) -> None:
    server.take_scopes(channel.workspace, "files:read")

    assert (await fetch(server, channel, anna, channel.workspace.bot_token)).startswith("302")


async def test_other_workspace_is_sent_to_sign_in(server: LocalSlack, channel: Channel, anna: Person) -> None:
    other = server.add_workspace("Other")

    assert (await fetch(server, channel, anna, other.bot_token)).startswith("302")


async def test_channel_without_the_bot_hides_its_files(server: LocalSlack, channel: Channel, anna: Person) -> None:
    server.kick(channel)

    assert (await fetch(server, channel, anna, channel.workspace.bot_token)).startswith("302")


async def test_files_of_public_channels_may_be_open(server: LocalSlack, channel: Channel, anna: Person) -> None:
    server.kick(channel)
    channel.workspace.opens_public_files = True

    assert (await fetch(server, channel, anna, channel.workspace.bot_token)).startswith("200")


async def test_token_that_follows_to_the_sign_in_page_is_written_down(server: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session:
        await session.get(f"{server.origin}/signin", headers={"Authorization": "Bearer xoxb-1"})

    assert server.violations
    server.violations.clear()


async def test_download_breaks_off(server: LocalSlack, ask: Asker, channel: Channel, anna: Person) -> None:
    server.files.breaks_off_after_bytes = 3
    file = server.say(channel, anna, "look", files=[PICTURE]).files[0]
    address = build_file(server.world, file)["url_private_download"]
    headers = {"Authorization": f"Bearer {ask.token}"}

    with pytest.raises(aiohttp.ClientPayloadError):
        async with ask.session.get(address, headers=headers) as response:
            await response.read()


async def test_file_below_a_reply_is_written_down(
    server: LocalSlack, ask: Asker, channel: Channel, anna: Person
) -> None:
    parent = server.say(channel, anna, "look")
    reply = server.say(channel, anna, "again", thread=parent)

    await ask.upload(b"video", channel_id=channel.id, thread_ts=reply.ts)

    assert server.violations
    server.violations.clear()


async def test_file_of_another_organisation_has_to_be_asked_for(
    server: LocalSlack, ask: Asker, channel: Channel, anna: Person
) -> None:
    server.app.events.add("message.channels")
    assert channel.workspace.grant
    channel.workspace.grant.scopes += ("channels:history",)
    upload = Upload(filename="day.png", content=b"x", access=FileAccess.CHECK_INFO)
    message = server.say(channel, anna, "look", files=[upload])

    answer = await ask("files.info", file=message.files[0].id)

    told = server.events("message")[0].payload["event"]["files"][0]
    assert (told["file_access"], "url_private" in told) == ("check_file_info", False)
    assert answer["file"]["url_private"]


async def test_file_of_a_hidden_channel_is_not_found(
    server: LocalSlack, ask: Asker, workspace: Workspace, anna: Person
) -> None:
    hidden = server.add_channel(workspace, "hidden", kind=ChannelKind.PRIVATE, has_bot=False)
    message = server.say(hidden, anna, "look", files=[PICTURE])

    assert (await ask("files.info", file=message.files[0].id))["error"] == "file_not_found"


async def test_bot_deletes_only_its_own(server: LocalSlack, ask: Asker, channel: Channel, anna: Person) -> None:
    hers = server.say(channel, anna, "look", files=[PICTURE]).files[0]
    own = await ask.upload(b"video")

    assert (await ask("files.delete", file=hers.id))["error"] == "cant_delete_file"
    assert (await ask("files.delete", file=own))["ok"]
    assert (await ask("files.info", file=own))["error"] == "file_deleted"
