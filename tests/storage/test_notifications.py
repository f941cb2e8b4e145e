from storage.database import open_database
from storage.notifications import SqlNotificationStore
from tests.contracts.samples import build_rule


async def test_rules_survive_a_restart(address: str) -> None:
    async with open_database(address) as database:
        await SqlNotificationStore(database).add(build_rule("a", only_mine=True))

    async with open_database(address) as database:
        rules = await SqlNotificationStore(database).read_rules(build_rule("a").source)

    assert list(rules) == [build_rule("a", only_mine=True)]
