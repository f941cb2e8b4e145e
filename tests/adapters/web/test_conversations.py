import pytest

from adapters.web.conversations import Conversations
from bot.errors import RequestRefused
from tests.adapters.web.builders import ANA, build_message
from tests.fakes.conversations import MemoryConversationStore


@pytest.fixture
async def conversations() -> Conversations:
    conversations = Conversations(MemoryConversationStore())
    await conversations.open()
    return conversations


async def test_opening_again_changes_nothing(conversations: Conversations) -> None:
    await conversations.open()

    assert [channel.id for channel in await conversations.read_channels(ANA)] == ["general", "storyboards"]


async def test_a_change_between_listening_and_waiting_is_not_missed(conversations: Conversations) -> None:
    change = conversations.listen()
    await conversations.post(build_message("hello"))

    assert await conversations.wait(change, timeout_seconds=5)


async def test_waiting_ends_without_a_change(conversations: Conversations) -> None:
    assert not await conversations.wait(conversations.listen(), timeout_seconds=0)


async def test_knows_where_history_stands_after_a_restart() -> None:
    store = MemoryConversationStore()
    first = Conversations(store)
    await first.open()
    await first.post(build_message("hello"))

    second = Conversations(store)
    await second.open()

    assert second.newest_revision == first.newest_revision == 1


@pytest.mark.parametrize(
    ("name", "channel_id"), [("Night Scenes", "night-scenes"), ("#plans", "plans"), ("Über uns", "ber-uns")]
)
async def test_a_channel_gets_a_plain_id(conversations: Conversations, name: str, channel_id: str) -> None:
    assert (await conversations.add_channel(name)).id == channel_id


@pytest.mark.parametrize("name", ["лето", "me-ana", "🌄"])
async def test_a_channel_whose_name_gives_no_free_id_gets_one_made_up(conversations: Conversations, name: str) -> None:
    channel = await conversations.add_channel(name)

    assert channel.id.startswith("channel-")
    assert channel.name == name


async def test_one_name_is_one_channel(conversations: Conversations) -> None:
    await conversations.add_channel("лето")

    with pytest.raises(RequestRefused):
        await conversations.add_channel("Лето")
