import socket

import pytest
from aiohttp import ClientConnectorError, ClientSession

from adapters.kling.public_connector import build_public_connector, open_public_socket
from tests.servers.video_api_state import VideoApi


async def test_reaches_no_private_address_even_when_it_is_written_as_a_number(api: VideoApi) -> None:
    async with ClientSession(connector=build_public_connector()) as session:
        with pytest.raises(ClientConnectorError):
            await session.get(api.base_url)

    assert not api.calls


@pytest.mark.parametrize("place", [("8.8.8.8", 443), ("2606:4700:4700::1111", 443, 0, 0)])
def test_opens_a_socket_to_a_public_address(place: tuple[object, ...]) -> None:
    family = socket.AF_INET if len(place) == 2 else socket.AF_INET6

    with open_public_socket((family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", place)) as opened:
        assert opened.family == family
