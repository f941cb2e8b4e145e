import asyncio

import pytest
from aiohttp import ClientPayloadError

from adapters.web.events import EventsApi
from adapters.web.identity import Identities
from tests.adapters.web.builders import ANA, CARD, GENERAL, build_message
from tests.adapters.web.conftest import SECRET, WebHouse
from tests.adapters.web.visitor import Visitor, next_message


async def test_a_message_reaches_everybody_who_listens(ana: Visitor, ben: Visitor) -> None:
    async with ben.listen() as events:
        await ana.say("hello")

        message = await next_message(events)
        assert (message["text"], message["author"]["is_me"]) == ("hello", False)


async def test_starts_with_the_channels_that_one_may_see(ana: Visitor, ben: Visitor) -> None:
    async with ben.listen() as events:
        kind, channels = await anext(events)

    assert kind == "channels"
    assert [channel["name"] for channel in channels] == ["general", "storyboards", "Just me"]
    assert f"me-{ana.me['id']}" not in [channel["id"] for channel in channels]


async def test_a_new_channel_is_announced(ana: Visitor, ben: Visitor) -> None:
    async with ben.listen() as events:
        await anext(events)
        await ana.send("/api/channels", {"name": "plans"})

        kind, channels = await anext(events)
        assert (kind, channels[-1]["name"]) == ("channels", "plans")


async def test_resumes_after_the_last_event_that_was_seen(ana: Visitor) -> None:
    await ana.say("seen")
    async with ana.listen() as events:
        seen = await next_message(events)
    await ana.say("missed")

    async with ana.listen(last_event_id=seen["revision"]) as events:
        assert (await next_message(events))["text"] == "missed"


async def test_resumes_after_a_restart(house: WebHouse, ana: Visitor) -> None:
    await ana.say("seen")
    await ana.say("missed")
    house.restart()

    async with house.build_server() as server, Visitor(str(server.make_url("/"))) as visitor:
        assert (await visitor.get("/api/state"))["revision"] == 2
        async with visitor.listen(last_event_id=1) as events:
            assert (await next_message(events))["text"] == "missed"


async def test_an_edit_is_told_as_the_same_message(house: WebHouse, ana: Visitor) -> None:
    async with ana.listen() as events:
        message_id = await house.platform.show_card(GENERAL, CARD, message_id=None)
        first = await next_message(events)
        await house.platform.delete_post(GENERAL, message_id)
        second = await next_message(events)

    assert first["id"] == second["id"]
    assert first["text"] == "Rendering, 40 %"
    assert second == {"id": first["id"], "revision": 2, "channel": "general", "deleted": True}


async def test_private_messages_stay_private(ana: Visitor, ben: Visitor) -> None:
    async with ben.listen() as events:
        await ana.say("my secret", channel=f"me-{ana.me['id']}")
        await ana.say("for all")

        assert (await next_message(events))["text"] == "for all"


async def test_more_changes_than_one_batch_arrive_in_order(house: WebHouse, ana: Visitor) -> None:
    for number in range(450):
        await house.conversations.post(build_message(f"{number}"))

    async with ana.listen() as events:
        texts = [(await next_message(events))["text"] for _ in range(450)]

    assert texts == [f"{number}" for number in range(450)]


async def test_strangers_hear_nothing(ana: Visitor) -> None:
    ana.session.cookie_jar.clear()

    async with ana.session.get("/api/events") as response:
        assert response.status == 401


async def test_listeners_are_sent_home_when_the_server_stops(house: WebHouse) -> None:
    server = house.build_server()
    await server.start_server()
    async with Visitor(str(server.make_url("/"))) as visitor, visitor.listen() as events:
        await anext(events)

        async with asyncio.timeout(30):
            await server.close()
            with pytest.raises((StopAsyncIteration, ClientPayloadError)):
                await anext(events)


async def test_silence_is_filled_with_heartbeats_that_look_for_changes_of_others(house: WebHouse) -> None:
    await house.conversations.open()
    api = EventsApi(house.conversations, identities=Identities(SECRET), links=house.links, heartbeat_seconds=0.01)
    events = api.follow(ANA, after_revision=0)
    while not (await anext(events)).startswith(": "):
        pass

    await house.store.post(build_message("from another process"))

    while "from another process" not in await anext(events):
        pass
    await events.aclose()
