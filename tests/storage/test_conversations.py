from storage.conversations import SqlConversationStore
from storage.database import open_database
from tests.contracts.samples import build_channel, build_message


async def test_messages_and_their_order_survive_a_restart(address: str) -> None:
    async with open_database(address) as database:
        store = SqlConversationStore(database)
        await store.add_channel(build_channel("general"))
        before = await store.post(build_message("before"))

    async with open_database(address) as database:
        store = SqlConversationStore(database)
        after = await store.post(build_message("after"))
        history = await store.read_history("general")

    assert list(history) == [before, after]
    assert after.revision > before.revision
