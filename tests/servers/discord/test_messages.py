"""The rules about messages in channels, threads and private conversations."""

from typing import Any

import pytest

from tests.servers.discord.conftest import Asker
from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import Channel, ChannelType, Guild, Json, User
from tests.servers.discord.server import LocalDiscord

V2 = 1 << 15
TEXT: Json = {"type": 10, "content": "hello"}


async def test_enforced_nonce_makes_one_message(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    body = {"content": "video", "nonce": "job-1", "enforce_nonce": True}
    answers = [await ask.post(channel, body) for _ in range(2)]

    assert answers[0].body["id"] == answers[1].body["id"]
    assert len(server.messages(channel.id)) == 1


async def test_nonce_is_forgotten_after_some_minutes(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    body = {"content": "video", "nonce": "job-1", "enforce_nonce": True}
    await ask.post(channel, body)
    server.clock.advance(6 * 60)
    await ask.post(channel, body)

    assert len(server.messages(channel.id)) == 2


async def test_nonces_can_be_made_to_be_forgotten(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    body = {"content": "video", "nonce": "job-1", "enforce_nonce": True}
    await ask.post(channel, body)
    server.forget_nonces()
    await ask.post(channel, body)

    assert len(server.messages(channel.id)) == 2


@pytest.mark.parametrize(("size", "status"), [(10, 200), (11, 413)])
async def test_file_limit_is_that_of_the_server(
    ask: Asker, guild: Guild, channel: Channel, size: int, status: int
) -> None:
    guild.upload_limit_bytes = 10
    answer = await ask.post(channel, {}, a_mp4=b"x" * size)

    assert answer.status == status


@pytest.mark.parametrize(("tier", "mebibytes"), [(0, 20), (1, 20), (2, 50), (3, 100)])
def test_boosts_raise_the_file_limit(server: LocalDiscord, tier: int, mebibytes: int) -> None:
    assert server.add_guild("Boosted", tier=tier).file_limit_bytes == mebibytes * 1024 * 1024


@pytest.mark.parametrize(
    ("lacking", "body", "code"),
    [
        (Permission.VIEW_CHANNEL, {"content": "x"}, 50001),
        (Permission.SEND_MESSAGES, {"content": "x"}, 50013),
        (Permission.READ_MESSAGE_HISTORY, {"content": "x", "message_reference": {"message_id": "1"}}, 160002),
    ],
)
async def test_missing_right_is_named(
    server: LocalDiscord, ask: Asker, guild: Guild, lacking: Permission, body: Json, code: int
) -> None:
    answer = await ask.post(server.add_channel(guild, bot_lacks=lacking), body)

    assert answer.code == code


async def test_files_need_a_right_of_their_own(server: LocalDiscord, ask: Asker, guild: Guild) -> None:
    answer = await ask.post(server.add_channel(guild, bot_lacks=Permission.ATTACH_FILES), {}, a_mp4=b"x")

    assert (answer.status, answer.code) == (403, 50013)


async def test_message_of_another_cannot_be_edited(
    server: LocalDiscord, ask: Asker, channel: Channel, anna: User
) -> None:
    message = await server.say(channel, anna, "mine")
    answer = await ask("PATCH", f"/channels/{channel.id}/messages/{message.id}", {"content": "yours"})

    assert (answer.status, answer.code) == (403, 50005)


async def test_deleted_message_is_unknown(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    created = await ask.post(channel, {"content": "x"})
    await server.delete(int(created.body["id"]))
    answer = await ask("PATCH", f"/channels/{channel.id}/messages/{created.body['id']}", {"content": "y"})

    assert (answer.status, answer.code) == (404, 10008)


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2001},
        {"flags": V2, "content": "x", "components": [TEXT]},
        {"components": [TEXT]},
        {"flags": V2, "components": [{"type": 12, "items": [{"media": {"url": "attachment://none.png"}}]}]},
        {"flags": V2, "components": [{"type": 10, "content": "x" * 4000}, TEXT]},
        {"flags": V2, "components": [TEXT] * 41},
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        {"content": "x", "attachments": [{"id": "7"}]},
        {"content": "x", "message_reference": {"message_id": "1"}},
    ],
)
async def test_body_against_the_rules_is_refused(
    server: LocalDiscord, ask: Asker, channel: Channel, body: Json
) -> None:
    answer = await ask.post(channel, body)
    server.violations.clear()

    assert (answer.status, answer.code) == (400, 50035)


async def test_empty_message_is_refused(ask: Asker, channel: Channel) -> None:
    answer = await ask.post(channel, {"content": ""})

    assert answer.code == 50006


async def test_components_stay_new_for_ever(ask: Asker, channel: Channel) -> None:
    created = await ask.post(channel, {"flags": V2, "components": [TEXT]})
    answer = await ask("PATCH", f"/channels/{channel.id}/messages/{created.body['id']}", {"flags": 0, "content": "x"})

    assert answer.code == 50035


async def test_edit_keeps_the_listed_files_alone(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    created = await ask.post(channel, {}, a_png=b"a", b_png=b"b")
    kept = created.body["attachments"][1]["id"]
    await ask("PATCH", f"/channels/{channel.id}/messages/{created.body['id']}", {"attachments": [{"id": kept}]})

    assert [file.filename for file in server.messages(channel.id)[0].attachments] == ["b.png"]


@pytest.mark.parametrize(
    ("allowed", "called"),
    [(None, ["Anna"]), ({"parse": []}, []), ({"parse": ["users"]}, ["Anna"])],
)
async def test_people_are_called_as_the_sender_allows(
    server: LocalDiscord, ask: Asker, channel: Channel, anna: User, allowed: Json | None, called: list[str]
) -> None:
    await ask.post(channel, {"content": f"<@{anna.id}> @everyone", "allowed_mentions": allowed})
    message = server.messages(channel.id)[0]

    assert [person.name for person in message.mentions] == called
    assert message.mentions_everyone is (allowed is None)


async def test_reply_to_a_deleted_message_may_go_without(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    reference = {"message_id": "1", "fail_if_not_exists": False}
    answer = await ask.post(channel, {"content": "x", "message_reference": reference})

    assert answer.status == 200
    assert server.messages(channel.id)[0].reference is None


async def test_archived_thread_wakes_for_a_message_but_refuses_edits(
    server: LocalDiscord, ask: Asker, channel: Channel
) -> None:
    thread = server.add_thread(channel)
    created = await ask.post(thread, {"content": "x"})
    thread.is_archived = True
    edited = await ask("PATCH", f"/channels/{thread.id}/messages/{created.body['id']}", {"content": "y"})
    posted = await ask.post(thread, {"content": "z"})

    assert edited.code == 50083
    assert posted.status == 200
    assert not thread.is_archived


async def test_locked_thread_takes_nothing(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    answer = await ask.post(server.add_thread(channel, is_locked=True), {"content": "x"})

    assert answer.code == 160005


async def test_forum_takes_posts_alone(server: LocalDiscord, ask: Asker, guild: Guild) -> None:
    forum = server.add_channel(guild, "ideas", type_=ChannelType.FORUM)
    refused = await ask.post(forum, {"content": "x"})
    post = await ask("POST", f"/channels/{forum.id}/threads", {"name": "idea", "message": {"content": "x"}})

    assert refused.code == 50008
    assert [message.text for message in server.messages(int(post.body["id"]))] == ["x"]


async def test_thread_below_a_message_takes_its_id(ask: Asker, channel: Channel) -> None:
    created = await ask.post(channel, {"content": "x"})
    path = f"/channels/{channel.id}/messages/{created.body['id']}/threads"
    answers = [await ask("POST", path, {"name": "talk"}) for _ in range(2)]

    assert answers[0].body["id"] == created.body["id"]
    assert answers[1].code == 160004


async def test_somebody_may_want_no_private_messages(ask: Asker, anna: User) -> None:
    anna.takes_direct_messages = False
    opened = await ask("POST", "/users/@me/channels", {"recipient_id": str(anna.id)})
    answer = await ask("POST", f"/channels/{opened.body['id']}/messages", {"content": "x"})

    assert (answer.status, answer.code) == (403, 50007)


async def test_stranger_cannot_be_written_to(server: LocalDiscord, ask: Asker) -> None:
    answer = await ask("POST", "/users/@me/channels", {"recipient_id": str(server.add_user("Eve").id)})

    assert answer.code == 50278


async def test_history_is_read_newest_first(ask: Asker, channel: Channel) -> None:
    for word in ("one", "two", "three"):
        await ask.post(channel, {"content": word})
    page: Any = (await ask("GET", f"/channels/{channel.id}/messages?limit=2")).body

    assert [message["content"] for message in page] == ["three", "two"]


async def test_server_that_the_bot_is_not_in_gives_no_access(server: LocalDiscord, ask: Asker) -> None:
    channel = server.add_channel(server.add_guild("Foreign", has_bot=False))
    answer = await ask.post(channel, {"content": "x"})

    assert (answer.status, answer.code) == (403, 50001)
