import pytest

from tests.adapters.web.conftest import REFUSED_PICTURE, WebHouse
from tests.adapters.web.visitor import Visitor, build_form


async def test_words_reach_everybody_just_as_they_were_typed(ana: Visitor, ben: Visitor) -> None:
    text = "<b>@everyone</b> 🌄 שלום"

    await ana.say(text)

    assert await ben.read_texts() == [text]


async def test_pictures_are_stored_and_served(ana: Visitor) -> None:
    form = build_form(("picture", "day.png", b"picture bytes"), channel="general", text="look")

    response = await ana.send("/api/messages", form)

    picture = (await response.json())["message"]["pictures"][0]
    assert (picture["alt"], picture["width"]) == ("day.png", 640)
    async with ana.session.get(picture["url"]) as served:
        assert await served.read() == b"picture bytes"


async def test_the_same_event_is_one_message(ana: Visitor) -> None:
    await ana.say("hello", event_id="event-0001")
    await ana.say("hello", event_id="event-0001")

    assert await ana.read_texts() == ["hello"]


async def test_two_people_may_use_the_same_event_id(ana: Visitor, ben: Visitor) -> None:
    await ana.say("hello", event_id="event-0001")
    await ben.say("hi", event_id="event-0001")

    assert await ana.read_texts() == ["hello", "hi"]


async def test_a_reply_quotes_its_message(ana: Visitor, ben: Visitor) -> None:
    await ben.send("/api/me", {"name": "Ben"})
    first = (await (await ben.say("shall we?")).json())["message"]

    answer = (await (await ana.say("yes", reply_to=str(first["id"]))).json())["message"]

    assert answer["reply"] == {"id": first["id"], "name": "Ben", "excerpt": "shall we?"}


async def test_a_reply_cannot_quote_what_its_author_may_not_see(ana: Visitor, ben: Visitor) -> None:
    secret = (await (await ben.say("my secret", channel=f"me-{ben.me['id']}")).json())["message"]

    answer = (await (await ana.say("tell me", reply_to=str(secret["id"]))).json())["message"]

    assert "reply" not in answer


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
async def test_refuses_messages_that_are_empty_or_too_long(ana: Visitor, text: str) -> None:
    response = await ana.say(text)

    assert response.status == 422
    assert await ana.read_texts() == []


async def test_refuses_too_many_pictures(house: WebHouse, ana: Visitor) -> None:
    pictures = [("picture", f"{number}.png", b"x") for number in range(5)]

    response = await ana.send("/api/messages", build_form(*pictures, channel="general"))

    assert response.status == 422
    assert house.media.contents == {}


async def test_refuses_what_is_no_picture(ana: Visitor) -> None:
    form = build_form(("picture", "day.png", REFUSED_PICTURE), channel="general", text="look")

    response = await ana.send("/api/messages", form)

    assert (response.status, (await response.json())["option"]) == (422, "picture")
    assert await ana.read_texts() == []


async def test_nobody_posts_into_the_private_channel_of_another(ana: Visitor, ben: Visitor) -> None:
    private = f"me-{ana.me['id']}"

    response = await ben.say("boo", channel=private)

    assert (response.status, (await response.json())["option"]) == (422, "channel")
    assert await ana.read_texts(private) == []
