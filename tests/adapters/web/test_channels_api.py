import pytest

from bot.request.options import OPTIONS
from tests.adapters.web.builders import build_message
from tests.adapters.web.conftest import WebHouse
from tests.adapters.web.visitor import Visitor


async def test_a_first_visit_finds_channels_options_and_commands(ana: Visitor) -> None:
    state = await ana.get("/api/state")

    assert [channel["name"] for channel in state["channels"]] == ["general", "storyboards", "Just me"]
    assert [option["name"] for option in state["options"]] == [option.name for option in OPTIONS]
    assert [command["name"] for command in state["commands"]] == ["animate", "jobs", "notify", "help"]
    assert "/animate" in state["help"]


async def test_a_chosen_name_is_kept(ana: Visitor) -> None:
    response = await ana.send("/api/me", {"name": "Ana"})

    assert response.status == 200
    assert (await ana.get("/api/state"))["me"]["name"] == "Ana"


async def test_a_new_channel_is_there_for_everybody(ana: Visitor, ben: Visitor) -> None:
    await ana.send("/api/channels", {"name": "#Big Plans"})

    names = [channel["name"] for channel in (await ben.get("/api/state"))["channels"]]
    assert "big-plans" in names


@pytest.mark.parametrize("name", ["General", "", "x" * 41, "just me"])
async def test_refuses_channels_that_exist_or_have_no_proper_name(ana: Visitor, name: str) -> None:
    await ana.send("/api/channels", {"name": "just me"})

    response = await ana.send("/api/channels", {"name": name})

    assert response.status == 422
    assert (await response.json())["option"] == "name"


async def test_nobody_sees_the_private_channel_of_another(ana: Visitor, ben: Visitor) -> None:
    private = f"me-{ana.me['id']}"
    await ana.say("my secret", channel=private)

    async with ben.session.get(f"/api/channels/{private}/messages") as response:
        assert response.status == 422
    assert private not in [channel["id"] for channel in (await ben.get("/api/state"))["channels"]]
    assert await ana.read_texts(private) == ["my secret"]


async def test_history_comes_in_pages(house: WebHouse, ana: Visitor) -> None:
    for number in range(60):
        await house.conversations.post(build_message(f"message {number}"))

    newest = await ana.get("/api/channels/general/messages")
    older = await ana.get(f"/api/channels/general/messages?before={newest['messages'][0]['id']}")

    assert [message["text"] for message in newest["messages"]] == [f"message {number}" for number in range(10, 60)]
    assert newest["has_more"]
    assert [message["text"] for message in older["messages"]] == [f"message {number}" for number in range(10)]
    assert not older["has_more"]


async def test_tells_the_newest_message_of_each_channel(house: WebHouse, ana: Visitor) -> None:
    posted = await house.conversations.post(build_message("hello"))

    newest_ids = (await ana.get("/api/state"))["newest_ids"]

    assert (newest_ids["general"], newest_ids["storyboards"]) == (posted.id, 0)


@pytest.mark.parametrize("body", [{}, {"name": 5}, {"name": "a", "more": 1}, []])
async def test_refuses_bodies_that_the_page_never_sends(ana: Visitor, body: object) -> None:
    response = await ana.send("/api/channels", body)

    assert response.status == 422
