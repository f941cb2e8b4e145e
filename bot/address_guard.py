"""Tells addresses of the public internet from all others, so that nobody makes us or a service call inside a network.

Only looks at what is written: pinning the addresses a name resolves to is the business of whoever connects.
"""

import ipaddress
import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

MAXIMUM_URL_LENGTH = 2048

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_INSIDE_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "home", "lan", "corp", "arpa")
_UNFIT_CHARACTER = re.compile(r"[\s\\\x00-\x1f\x7f]")
_HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_public_address(address: str | IPAddress) -> bool:
    """Tell whether an IP address belongs to the public internet; what is no address does not."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = _embedded_address(parsed)
    if inner is not None:
        return is_public_address(inner)
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved or parsed.is_link_local)


def check_public_url(url: str, *, allows_http: bool = False) -> None:
    """Raise `ValueError` unless a URL is `https` (or, where allowed, `http`) and names a host outside every network."""
    if len(url) > MAXIMUM_URL_LENGTH:
        message = f"the address is longer than {MAXIMUM_URL_LENGTH} characters"
        raise ValueError(message)
    # Parsers disagree about blanks and backslashes, and whoever fetches later may read another host than we did.
    if _UNFIT_CHARACTER.search(url):
        message = "the address contains blanks, backslashes or control characters"
        raise ValueError(message)
    parts = urlsplit(url)
    _check_parts(parts, schemes=("https", "http") if allows_http else ("https",))
    if not _is_public_host(parts.hostname or ""):
        message = "the address names a host inside a private network"
        raise ValueError(message)


def _check_parts(parts: SplitResult, *, schemes: tuple[str, ...]) -> None:
    if parts.scheme not in schemes:
        message = f"the address must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}"
        raise ValueError(message)
    if parts.username is not None or parts.password is not None:
        message = "the address contains a user name"
        raise ValueError(message)
    if parts.port == 0:
        message = "the address names port 0"
        raise ValueError(message)


def _is_public_host(host: str) -> bool:
    # Clients fold full-width digits and dots to plain ones before they resolve, so we do it before we look.
    name = unicodedata.normalize("NFKC", host).replace("\u3002", ".").lower().removesuffix(".")
    if ":" in name or _is_dotted_quad(name):
        return is_public_address(name)
    try:
        encoded = name.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    # A last label without a letter is one of the old spellings of an IPv4 address: 2130706433, 0x7f.1, 0177.0.0.1.
    if not _HOST_NAME.fullmatch(encoded) or re.fullmatch(r"0x[0-9a-f]*", encoded.rpartition(".")[2]):
        return False
    return encoded.rpartition(".")[2] not in _INSIDE_NAMES and not encoded.endswith("home.arpa")


def _is_dotted_quad(name: str) -> bool:
    try:
        ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True


def _embedded_address(address: IPAddress) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64 or address in _IPV4_COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
