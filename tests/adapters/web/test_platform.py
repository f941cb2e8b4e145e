from dataclasses import replace

import pytest

from bot.conversation import Channel, MessageKind
from bot.errors import PlaceUnreachable
from bot.job.card import Tone
from bot.job.job import JobState, ReplyAddress, Requester
from bot.ports import ChatPlatform
from tests.adapters.web.builders import ANA, BEN, CARD, GENERAL, NOON, NOTICE, RESULT
from tests.adapters.web.conftest import WebHouse

DONE = replace(CARD, state=JobState.DONE, tone=Tone.GOOD, headline="Done in 12 s", percent=None)
SLACK_USER = Requester(platform="slack", id="ana", name="Ana")


@pytest.fixture
async def platform(house: WebHouse) -> ChatPlatform:
    await house.conversations.open()
    await house.conversations.open_private_channel(ANA)
    return house.platform


async def test_a_card_is_posted_once_and_then_edited(house: WebHouse, platform: ChatPlatform) -> None:
    message_id = await platform.show_card(GENERAL, CARD, message_id=None)
    again = await platform.show_card(GENERAL, DONE, message_id=message_id)

    message = house.store.messages[int(message_id)]
    assert again == message_id
    assert (message.kind, message.text, message.body["state"]) == (MessageKind.CARD, "Done in 12 s", "done")
    assert len(house.store.messages) == 1


async def test_a_card_whose_id_was_lost_is_found_again(house: WebHouse, platform: ChatPlatform) -> None:
    message_id = await platform.show_card(GENERAL, CARD, message_id=None)

    assert await platform.show_card(GENERAL, DONE, message_id=None) == message_id
    assert house.store.messages[int(message_id)].text == "Done in 12 s"


async def test_an_unchanged_card_is_not_edited(house: WebHouse, platform: ChatPlatform) -> None:
    message_id = await platform.show_card(GENERAL, CARD, message_id=None)
    await platform.show_card(GENERAL, CARD, message_id=message_id)

    assert house.store.messages[int(message_id)].revision == 1


async def test_a_deleted_card_stays_deleted(house: WebHouse, platform: ChatPlatform) -> None:
    message_id = await platform.show_card(GENERAL, CARD, message_id=None)
    await platform.delete_post(GENERAL, message_id)
    await platform.show_card(GENERAL, DONE, message_id=message_id)

    message = house.store.messages[int(message_id)]
    assert (message.deleted, message.text, message.body) == (True, "", {})


async def test_a_result_is_posted_once(house: WebHouse, platform: ChatPlatform) -> None:
    first = await platform.post_result(GENERAL, RESULT)
    second = await platform.post_result(GENERAL, RESULT)

    assert first == second
    assert [message.kind for message in house.store.messages.values()] == [MessageKind.RESULT]


async def test_a_notice_is_posted_once_per_marker(house: WebHouse, platform: ChatPlatform) -> None:
    await platform.post_notice(GENERAL, NOTICE)
    await platform.post_notice(GENERAL, NOTICE)
    await platform.post_notice(GENERAL, replace(NOTICE, marker="rule2:job1"))

    assert len(house.store.messages) == 2


@pytest.mark.parametrize("message_id", ["99", "nonsense", ""])
async def test_deleting_what_is_not_there_is_no_error(house: WebHouse, platform: ChatPlatform, message_id: str) -> None:
    await platform.delete_post(GENERAL, message_id)

    assert house.store.messages == {}


async def test_a_place_that_is_gone_cannot_be_reached(platform: ChatPlatform) -> None:
    with pytest.raises(PlaceUnreachable):
        await platform.post_result(ReplyAddress(platform="web", place="gone"), RESULT)


@pytest.mark.parametrize("name", ["general", "#general", " General "])
async def test_finds_a_channel_by_any_way_of_writing_it(platform: ChatPlatform, name: str) -> None:
    assert await platform.find_place(name, person=BEN) == GENERAL


async def test_finds_ones_own_private_channel_only(platform: ChatPlatform) -> None:
    place = await platform.find_place("just me", person=ANA)

    assert place == ReplyAddress(platform="web", place="me-ana")
    assert await platform.find_place("just me", person=BEN) is None
    assert await platform.find_place("me-ana", person=BEN) is None


async def test_people_of_other_platforms_see_only_open_channels(house: WebHouse, platform: ChatPlatform) -> None:
    await house.store.add_channel(Channel(id="plans", name="plans", private_to=None, created_at=NOON))

    assert await platform.find_place("plans", person=SLACK_USER) is not None
    assert await platform.find_place("me-ana", person=SLACK_USER) is None


async def test_goes_by_the_name_that_addresses_carry(platform: ChatPlatform) -> None:
    assert platform.name == GENERAL.platform
    assert platform.card_interval_seconds == 0.25
