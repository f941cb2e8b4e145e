"""Keeps the studio's own requests away from private networks, when a URL is given and again when it is connected to."""

import asyncio
import ipaddress
import socket
from collections.abc import Collection

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, ThreadedResolver
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.errors import RequestRefused

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_RESOLVE_TIMEOUT_SECONDS = 5
_USER_AGENT = "Flipbook-Studio"
_LOOPBACK = ipaddress.IPv4Address("127.0.0.1")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_IPV4_COMPATIBLE = ipaddress.ip_network("::/96")


class AddressRefused(RequestRefused):
    """A URL that the studio must not call; the sentence says why."""


class PrivateAddressBlocked(OSError):
    """Raised inside the HTTP client, which knows only its own kind of failure, at the moment of connecting."""


class AddressGuard:
    """Decides which URLs may be called, and opens the only HTTP session that calls them."""

    def __init__(self, *, allow_private: bool = False, resolver: AbstractResolver | None = None) -> None:
        """Use `resolver` for names, the system's by default; `allow_private` is for tests on loopback."""
        self._allow_private = allow_private
        self._resolver = resolver

    def open_session(self) -> ClientSession:
        """Open a session whose every connection is checked by its real address; the caller closes it."""
        connector = TCPConnector(
            resolver=self._resolver,
            socket_factory=None if self._allow_private else open_public_socket,
        )
        return ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            headers={"User-Agent": _USER_AGENT},
            timeout=ClientTimeout(total=30),
        )

    async def check(self, text: str, *, schemes: Collection[str]) -> URL:
        """Return the parsed URL, or raise `AddressRefused`.

        A name is resolved, and refused if any of its addresses is private. A name that does not resolve passes:
        it may exist later, and every connection is checked again.
        """
        url = _parse(text)
        if url.scheme not in schemes and not (self._allow_private and url.scheme == "http"):
            raise AddressRefused("must use " + " or ".join(sorted(schemes)))
        if url.user is not None or url.password is not None:
            message = "must not carry a user name or password"
            raise AddressRefused(message)
        if not self._allow_private and not all(map(is_public, await self._resolve(url))):
            message = "must not point to an internal address"
            raise AddressRefused(message)
        return url

    async def _resolve(self, url: URL) -> list[IpAddress]:
        literal = parse_address(url.host or "")
        if literal is not None:
            return [literal]
        if _names_this_machine(url.host or ""):
            return [_LOOPBACK]
        resolver = self._resolver or ThreadedResolver()
        try:
            async with asyncio.timeout(_RESOLVE_TIMEOUT_SECONDS):
                found = await resolver.resolve(url.host or "", url.port or 443, socket.AF_UNSPEC)
        except (OSError, ValueError):
            return []
        return [ipaddress.ip_address(entry["host"].partition("%")[0]) for entry in found]


def parse_address(host: str) -> IpAddress | None:
    """Return the address a host part stands for, also in decimal, octal and shortened forms; None for a name."""
    bare = host.strip("[]").partition("%")[0].rstrip(".")
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except (OSError, ValueError):
        return None


def is_public(address: IpAddress) -> bool:
    """Return whether an address, or the IPv4 address hidden inside it, belongs to the open internet."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = _unwrap(address)
        if hidden is not None:
            return is_public(hidden)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def open_public_socket(target: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
    """Make the socket for one resolved address, which is the one that will be connected to."""
    family, kind, protocol, _, place = target
    if not is_public(ipaddress.ip_address(str(place[0]).partition("%")[0])):
        message = "The address is not public."
        raise PrivateAddressBlocked(message)
    return socket.socket(family=family, type=kind, proto=protocol)


def _is_host(host: str) -> bool:
    return bool(host) and host.isprintable() and " " not in host


def _names_this_machine(host: str) -> bool:
    """Return whether a name means loopback whatever any resolver says."""
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def _unwrap(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64 or (address in _IPV4_COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


def _parse(text: str) -> URL:
    try:
        url = URL(text)
        # Reading the port is what finds a port that is none.
        is_complete = url.absolute and url.port is not None and _is_host(url.host or "")
    except ValueError as error:
        message = "must be a complete URL"
        raise AddressRefused(message) from error
    if not is_complete:
        message = "must be a complete URL"
        raise AddressRefused(message)
    return url
