"""Looking channels up, joining and opening them, and reading their history."""

from tests.servers.slack.conftest import Asker
from tests.servers.slack.records import Channel, ChannelKind, Person, Workspace
from tests.servers.slack.server import LocalSlack


async def test_channel_tells_whether_the_bot_is_a_member(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    server.kick(channel)

    answer = await ask("conversations.info", channel=channel.id)

    assert answer["channel"]["is_member"] is False


async def test_bot_joins_a_public_channel(server: LocalSlack, ask: Asker, channel: Channel) -> None:
    server.kick(channel)

    await ask("conversations.join", channel=channel.id)

    assert channel.has_bot


async def test_bot_cannot_join_what_is_private(server: LocalSlack, ask: Asker, workspace: Workspace) -> None:
    hidden = server.add_channel(workspace, "hidden", kind=ChannelKind.PRIVATE)

    answer = await ask("conversations.join", channel=hidden.id)

    assert answer["error"] == "method_not_supported_for_channel_type"


async def test_private_channel_is_not_found_from_outside(server: LocalSlack, ask: Asker, workspace: Workspace) -> None:
    hidden = server.add_channel(workspace, "hidden", kind=ChannelKind.PRIVATE, has_bot=False)

    assert (await ask("conversations.info", channel=hidden.id))["error"] == "channel_not_found"


async def test_conversation_is_opened_once(ask: Asker, anna: Person) -> None:
    first = await ask("conversations.open", users=anna.id)
    second = await ask("conversations.open", users=anna.id)

    assert first["channel"] == second["channel"]
    assert second["already_open"]


async def test_list_comes_in_pages(server: LocalSlack, ask: Asker, workspace: Workspace) -> None:
    for number in range(3):
        server.add_channel(workspace, f"room-{number}")

    first = await ask("conversations.list", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await ask("conversations.list", limit=2, cursor=cursor)

    assert [len(page["channels"]) for page in (first, second)] == [2, 1]
    assert second["response_metadata"]["next_cursor"] == ""


async def test_members_are_listed(ask: Asker, channel: Channel, anna: Person) -> None:
    assert anna.id in (await ask("conversations.members", channel=channel.id))["members"]


async def test_history_needs_its_own_scope(ask: Asker, channel: Channel) -> None:
    answer = await ask("conversations.replies", channel=channel.id, ts="1.000000")

    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")


async def test_thread_is_read_from_its_parent_on(
    server: LocalSlack, ask: Asker, channel: Channel, anna: Person
) -> None:
    assert channel.workspace.grant
    channel.workspace.grant.scopes += ("channels:history",)
    parent = server.say(channel, anna, "look")
    server.say(channel, anna, "again", thread=parent)

    answer = await ask("conversations.replies", channel=channel.id, ts=parent.ts)

    assert [row["text"] for row in answer["messages"]] == ["look", "again"]
    assert answer["messages"][0]["reply_count"] == 1


async def test_history_begins_with_the_newest(server: LocalSlack, ask: Asker, channel: Channel, anna: Person) -> None:
    assert channel.workspace.grant
    channel.workspace.grant.scopes += ("channels:history",)
    for text in ("first", "second", "third"):
        server.say(channel, anna, text)

    answer = await ask("conversations.history", channel=channel.id, limit=2)

    assert [row["text"] for row in answer["messages"]] == ["third", "second"]
    assert answer["has_more"]


async def test_person_is_told_with_language(server: LocalSlack, ask: Asker, workspace: Workspace) -> None:
    petra = server.add_person(workspace, "Petra", locale="de-DE")

    answer = await ask("users.info", user=petra.id, include_locale=True)

    assert answer["user"]["locale"] == "de-DE"


async def test_workspace_is_told(ask: Asker, workspace: Workspace) -> None:
    assert (await ask("team.info"))["team"]["name"] == workspace.name
