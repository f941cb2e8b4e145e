"""Connections to public addresses only, checked at the very address that is connected to."""

import socket

from aiohttp import TCPConnector

from bot.address_guard import is_public_address


def build_public_connector() -> TCPConnector:
    """Return a connector that opens no socket to a private address, whatever name or number led there."""
    return TCPConnector(socket_factory=open_public_socket)


def open_public_socket(target: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
    """Make the socket for one resolved address; raise `OSError` where it is not public."""
    family, kind, protocol, _, place = target
    if not is_public_address(str(place[0])):
        message = "the address is not public"
        raise OSError(message)
    return socket.socket(family=family, type=kind, proto=protocol)
