import ipaddress
import socket

import pytest
from aiohttp import ClientConnectorError, web
from aiohttp.test_utils import TestServer

from adapters.studio.address_guard import AddressGuard, AddressRefused, is_public, open_public_socket
from tests.adapters.studio.resolver import TableResolver

PRIVATE_HOSTS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0177.0.0.1",
    "127.0.0.1.",
    "2130706433.",
    "\uff11\uff12\uff17.0.0.1",
    "localhost",
    "LOCALHOST.",
    "hooks.localhost",
    "0x7f000001",
    "0x7f.1",
    "0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fc00::1]",
    "[ff02::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a00:1]",
    "[::127.0.0.1]",
    "[::ffff:0:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[fec0::1]",
    "[fd00:ec2::254]",
    "[fe80::1%25eth0]",
]


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
async def test_refuses_every_spelling_of_an_internal_address(host: str) -> None:
    guard = AddressGuard(resolver=TableResolver({}))

    with pytest.raises(AddressRefused):
        await guard.check(f"https://{host}/hook", schemes=("https",))


@pytest.mark.parametrize("host", ["93.184.216.34", "[2606:2800:220:1::1]", "unknown.example", "open.example"])
async def test_passes_public_addresses_and_names_that_do_not_resolve(host: str) -> None:
    guard = AddressGuard(resolver=TableResolver({"open.example": ["93.184.216.34"]}))

    url = await guard.check(f"https://{host}/hook", schemes=("https",))

    assert url.path == "/hook"


async def test_refuses_a_name_with_one_private_address_among_public_ones() -> None:
    guard = AddressGuard(resolver=TableResolver({"mixed.example": ["93.184.216.34", "fd00::1"]}))

    with pytest.raises(AddressRefused):
        await guard.check("https://mixed.example/", schemes=("https",))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "http://example.com/",
        "https://",
        "https://example.com:99999/",
        "https://a\0b/",
        "https:// 127.0.0.1/",
        "https://8.8.8.8\\@127.0.0.1/",
        "nonsense",
    ],
)
async def test_refuses_other_schemes_and_what_is_no_url(url: str) -> None:
    guard = AddressGuard(resolver=TableResolver({}))

    with pytest.raises(AddressRefused):
        await guard.check(url, schemes=("https",))


async def test_does_not_connect_to_a_name_that_turned_private_after_the_check() -> None:
    resolver = TableResolver({"turning.example": ["93.184.216.34"]})
    guard = AddressGuard(resolver=resolver)
    application = web.Application()
    application.router.add_get("/", _answer)
    async with TestServer(application) as server, guard.open_session() as session:
        url = await guard.check(f"http://turning.example:{server.port}/", schemes=("http",))
        resolver.table["turning.example"] = ["127.0.0.1"]

        with pytest.raises(ClientConnectorError):
            await session.get(url)


async def test_does_not_connect_to_a_literal_address_that_was_never_checked() -> None:
    guard = AddressGuard()
    application = web.Application()
    application.router.add_get("/", _answer)
    async with TestServer(application) as server, guard.open_session() as session:
        with pytest.raises(ClientConnectorError):
            await session.get(server.make_url("/"))


async def test_connects_to_loopback_when_a_test_asks_for_it() -> None:
    guard = AddressGuard(allow_private=True)
    application = web.Application()
    application.router.add_get("/", _answer)
    async with TestServer(application) as server, guard.open_session() as session:
        url = await guard.check(str(server.make_url("/")), schemes=("https",))
        async with session.get(url) as response:
            text = await response.text()

    assert text == "here"


def test_opens_sockets_for_public_addresses() -> None:
    opened = open_public_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("93.184.216.34", 443)))

    opened.close()
    assert opened.family == socket.AF_INET


def test_judges_an_address_by_the_one_hidden_inside_it() -> None:
    assert is_public(ipaddress.ip_address("::ffff:93.184.216.34"))
    assert not is_public(ipaddress.ip_address("::ffff:192.168.0.1"))


async def _answer(_request: web.Request) -> web.Response:
    return web.Response(text="here")
