import base64
import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, make_mocked_request

from adapters.web.identity import Identities, make_guest, rename
from bot.errors import RequestRefused
from tests.adapters.web.builders import ANA
from tests.adapters.web.conftest import SECRET
from tests.adapters.web.visitor import Visitor


def _write_cookie(identities: Identities) -> str:
    response = web.Response()
    identities.write(response, ANA, is_secure=False)
    return response.cookies["flipbook_person"].value


def _request_with(cookie: str) -> web.Request:
    return make_mocked_request("GET", "/", headers={"Cookie": f"flipbook_person={cookie}"})


def test_knows_the_person_it_wrote_into_a_cookie() -> None:
    identities = Identities(SECRET)

    assert identities.read(_request_with(_write_cookie(identities))) == ANA


def test_does_not_believe_a_changed_cookie() -> None:
    signature = _write_cookie(Identities(SECRET)).partition(".")[2]
    payload = base64.urlsafe_b64encode(json.dumps(["ben", "Ben"]).encode()).decode()

    assert Identities(SECRET).read(_request_with(f"{payload}.{signature}")) is None


def test_does_not_believe_a_cookie_of_another_secret() -> None:
    cookie = _write_cookie(Identities(b"another secret"))

    assert Identities(SECRET).read(_request_with(cookie)) is None


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(server: TestServer) -> None:
    async with Visitor(str(server.make_url("/"))) as visitor, visitor.session.get("/api/state") as response:
        cookie = response.headers["Set-Cookie"]

        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie


async def test_the_same_browser_stays_the_same_person(ana: Visitor) -> None:
    again = (await ana.get("/api/state"))["me"]

    assert again["id"] == ana.me["id"]
    assert ana.me["is_new"]
    assert not again["is_new"]


async def test_strangers_are_asked_to_reload(ana: Visitor) -> None:
    ana.session.cookie_jar.clear()

    response = await ana.send("/api/channels", {"name": "plans"})

    assert response.status == 401
    assert "Reload" in (await response.json())["sentence"]


def test_guests_get_a_sensible_name() -> None:
    assert make_guest().name.startswith("Guest ")
    assert make_guest().id != make_guest().id


def test_a_new_name_keeps_the_person() -> None:
    renamed = rename(ANA, "  Ana   María 🌄 ")

    assert (renamed.id, renamed.name) == ("ana", "Ana María 🌄")


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "flipbook", "FlipBook", "a\u202eb"])
def test_refuses_names_that_cannot_be_used(name: str) -> None:
    with pytest.raises(RequestRefused) as refusal:
        rename(ANA, name)

    assert refusal.value.option == "name"
