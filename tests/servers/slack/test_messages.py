"""Posting, editing and deleting, and where the bot may not."""

from typing import Any

import pytest

from tests.servers.slack.conftest import Asker
from tests.servers.slack.records import Channel, ChannelKind, Person, Workspace
from tests.servers.slack.server import LocalSlack


async def test_message_stands_in_the_channel(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    answer = await ask.post(channel, "hello")

    assert answer["ok"]
    assert [message.text for message in server.messages(channel)] == ["hello"]
    assert answer["message"]["bot_id"]


async def test_message_to_a_person_begins_a_conversation(server: LocalSlack, ask: Asker, anna: Person) -> None:
    answer = await ask("chat.postMessage", channel=anna.id, text="hello")

    assert answer["channel"].startswith("D")
    assert [message.text for message in server.direct_messages(anna)] == ["hello"]


async def test_reply_stands_in_the_thread(server: LocalSlack, ask: Asker, channel: Channel, anna: Person) -> None:
    parent = server.say(channel, anna, "look")

    await ask.post(channel, "reply", thread_ts=parent.ts)

    assert [reply.text for reply in server.replies(parent)] == ["reply"]


async def test_nothing_hangs_below_a_reply(server: LocalSlack, ask: Asker, channel: Channel, anna: Person) -> None:
    parent = server.say(channel, anna, "look")
    reply = await ask.post(channel, "reply", thread_ts=parent.ts)

    answer = await ask.post(channel, "deeper", thread_ts=reply["ts"])

    assert answer["error"] == "cannot_reply_to_message"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"is_archived": True}, "is_archived"),
        ({"is_read_only": True}, "restricted_action_read_only_channel"),
        ({"members": []}, "not_in_channel"),
        ({"members": [], "kind": ChannelKind.PRIVATE}, "channel_not_found"),
    ],
)
async def test_bot_may_not_write(ask: Asker, channel: Channel, changes: dict[str, Any], error: str) -> None:
    for name, value in changes.items():
        setattr(channel, name, value)

    answer = await ask.post(channel)

    assert answer["error"] == error


async def test_bot_writes_everywhere_with_the_scope_for_it(ask: Asker, server: LocalSlack, channel: Channel) -> None:
    server.kick(channel)
    assert channel.workspace.grant
    channel.workspace.grant.scopes += ("chat:write.public",)

    assert (await ask.post(channel))["ok"]


async def test_empty_message_is_refused(ask: Asker, channel: Channel) -> None:
    assert (await ask.post(channel, ""))["error"] == "no_text"


async def test_long_text_is_cut_in_a_new_message(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    await ask.post(channel, "x" * 40_001)

    assert len(server.messages(channel)[0].text) == 40_000


async def test_long_text_is_refused_in_an_edit(ask: Asker, channel: Channel) -> None:
    posted = await ask.post(channel)

    answer = await ask("chat.update", channel=channel.id, ts=posted["ts"], text="x" * 4001)

    assert answer["error"] == "msg_too_long"


async def test_edit_without_blocks_drops_them(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    posted = await ask.post(channel, blocks=[{"type": "divider"}])

    await ask("chat.update", channel=channel.id, ts=posted["ts"], text="bare")

    message = server.messages(channel)[0]
    assert (message.text, message.blocks) == ("bare", [])
    assert [len(edit.blocks) for edit in message.edits] == [1, 0]


async def test_edit_comes_too_late(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    channel.workspace.edit_window_seconds = 60
    posted = await ask.post(channel)
    server.clock.advance(61)

    answer = await ask("chat.update", channel=channel.id, ts=posted["ts"], text="late")

    assert answer["error"] == "edit_window_closed"


async def test_bot_edits_only_its_own(server: LocalSlack, ask: Asker, channel: Channel, anna: Person) -> None:
    hers = server.say(channel, anna, "mine")

    assert (await ask("chat.update", channel=channel.id, ts=hers.ts, text="x"))["error"] == "cant_update_message"
    assert (await ask("chat.delete", channel=channel.id, ts=hers.ts))["error"] == "cant_delete_message"


async def test_deleted_message_is_gone(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    posted = await ask.post(channel)

    await ask("chat.delete", channel=channel.id, ts=posted["ts"])

    assert server.messages(channel) == []
    assert (await ask("chat.update", channel=channel.id, ts=posted["ts"], text="x"))["error"] == "message_not_found"


async def test_ephemeral_message_is_seen_by_one(
    server: LocalSlack, ask: Asker, workspace: Workspace, channel: Channel, anna: Person
) -> None:
    bob = server.add_person(workspace, "Bob")

    await ask("chat.postEphemeral", channel=channel.id, user=anna.id, text="psst")

    assert [one.text for one in server.visible_to(anna, channel)] == ["psst"]
    assert server.visible_to(bob, channel) == []


async def test_ephemeral_message_needs_its_reader_in_the_channel(
    server: LocalSlack, ask: Asker, workspace: Workspace, channel: Channel
) -> None:
    outsider = server.add_person(workspace, "Bob")
    channel.members.remove(outsider)

    answer = await ask("chat.postEphemeral", channel=channel.id, user=outsider.id, text="psst")

    assert answer["error"] == "user_not_in_channel"


async def test_permalink_names_channel_and_message(ask: Asker, channel: Channel) -> None:
    posted = await ask.post(channel)

    answer = await ask("chat.getPermalink", channel=channel.id, message_ts=posted["ts"])

    assert answer["permalink"].endswith(f"/archives/{channel.id}/p{posted['ts'].replace('.', '')}")


async def test_two_workspaces_never_see_each_other(server: LocalSlack, ask: Asker) -> None:
    other = server.add_workspace("Other")
    theirs, spy = server.add_channel(other, "secret"), server.add_person(other, "Spy")

    assert (await ask.post(theirs))["error"] == "channel_not_found"
    assert (await ask("users.info", user=spy.id))["error"] == "user_not_found"
    assert (await ask("conversations.open", users=spy.id))["error"] == "user_not_found"


async def test_reaction_is_added_once(server: LocalSlack, ask: Asker, channel: Channel, anna: Person) -> None:
    message = server.say(channel, anna, "look")
    where = {"channel": channel.id, "timestamp": message.ts, "name": "eyes"}

    assert (await ask("reactions.add", **where))["ok"]
    assert (await ask("reactions.add", **where))["error"] == "already_reacted"
    assert list(message.reactions) == ["eyes"]


async def test_removed_reaction_is_gone(server: LocalSlack, ask: Asker, channel: Channel, anna: Person) -> None:
    message = server.say(channel, anna, "look")
    where = {"channel": channel.id, "timestamp": message.ts, "name": "eyes"}
    await ask("reactions.add", **where)

    await ask("reactions.remove", **where)

    assert message.reactions["eyes"] == []
    assert (await ask("reactions.remove", **where))["error"] == "no_reaction"
