from tests.adapters.web.conftest import WebHouse
from tests.adapters.web.visitor import Visitor


async def test_history_is_there_after_a_restart(house: WebHouse, ana: Visitor) -> None:
    await ana.say("before the restart")
    house.restart()

    async with house.build_server() as server, Visitor(str(server.make_url("/"))) as visitor:
        assert await visitor.read_texts() == ["before the restart"]


async def test_people_are_known_after_a_restart(house: WebHouse, ana: Visitor) -> None:
    house.restart()

    async with house.build_server() as server, Visitor(str(server.make_url("/"))) as visitor:
        visitor.session.cookie_jar.clear()
        visitor.session.cookie_jar.update_cookies(
            {cookie.key: cookie.value for cookie in ana.session.cookie_jar}, server.make_url("/")
        )
        assert (await visitor.get("/api/state"))["me"]["id"] == ana.me["id"]


async def test_starting_creates_the_channels_that_everybody_finds(ana: Visitor) -> None:
    channels = (await ana.get("/api/state"))["channels"]

    assert [channel["id"] for channel in channels][:2] == ["general", "storyboards"]
