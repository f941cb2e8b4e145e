"""What every store of notification rules does."""

import pytest

from bot.job.job import ReplyAddress
from bot.ports import NotificationStore
from tests.contracts.samples import after_noon, build_rule

SERVER = build_rule("any").source


async def test_reads_the_rules_of_a_server_oldest_first(notification_store: NotificationStore) -> None:
    rules = [build_rule("b"), build_rule("a", only_mine=True, created_at=after_noon(0.001))]
    for rule in reversed(rules):
        await notification_store.add(rule)

    assert list(await notification_store.read_rules(SERVER)) == rules


async def test_a_rule_listens_to_every_place_of_its_server(notification_store: NotificationStore) -> None:
    await notification_store.add(build_rule("a"))

    heard = await notification_store.read_rules(SERVER.model_copy(update={"place": "general", "thread": "t1"}))

    assert list(heard) == [build_rule("a")]


@pytest.mark.parametrize("elsewhere", [{"tenant": "s2"}, {"platform": "slack"}])
async def test_a_rule_is_deaf_to_other_servers(
    notification_store: NotificationStore, elsewhere: dict[str, str]
) -> None:
    await notification_store.add(build_rule("a"))

    assert list(await notification_store.read_rules(SERVER.model_copy(update=elsewhere))) == []


async def test_a_removed_rule_is_gone(notification_store: NotificationStore) -> None:
    await notification_store.add(build_rule("a"))

    removed = [await notification_store.remove("a", source=SERVER), await notification_store.remove("a", source=SERVER)]

    assert removed == [True, False]
    assert list(await notification_store.read_rules(SERVER)) == []


async def test_a_rule_cannot_be_removed_from_another_server(notification_store: NotificationStore) -> None:
    await notification_store.add(build_rule("a"))
    stranger = ReplyAddress(platform="discord", tenant="s2", place="")

    assert not await notification_store.remove("a", source=stranger)
    assert len(await notification_store.read_rules(SERVER)) == 1
