"""Keeps other pages out: the host we go by, where a request comes from, and the headers that fence the page in."""

from collections.abc import Collection
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from adapters.web.faults import refusal_response
from bot.messages import web as sentences

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_SAFE_METHODS = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})
_OWN_SITES = frozenset({"same-origin", "none"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
_HEADERS = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)


def build_guard(*, hosts: Collection[str] = LOOPBACK_HOSTS) -> Middleware:
    """Return a middleware that serves only under `hosts` (names without port) and only to our own page."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        # Another name for our address means that somebody's DNS points at us (rebinding).
        if _host_name(request) not in hosts:
            return refusal_response(sentences.wrong_host(), status=web.HTTPMisdirectedRequest.status_code)
        if not _comes_from_our_page(request):
            return refusal_response(sentences.wrong_origin(), status=web.HTTPForbidden.status_code)
        return await handler(request)

    return guard


async def add_security_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Fence in whatever is answered."""
    for name, value in _HEADERS:
        response.headers[name] = value


def _host_name(request: web.Request) -> str | None:
    try:
        return urlsplit(f"//{request.host}").hostname
    except ValueError:
        return None


def _comes_from_our_page(request: web.Request) -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get(hdrs.ORIGIN)
    is_for_pages = request.path.startswith("/api/")
    if request.method in _SAFE_METHODS:
        return site is None or site in _OWN_SITES or not is_for_pages
    if origin is not None:
        # Whoever ends TLS in front of us keeps the host but not the scheme.
        return urlsplit(origin).netloc == request.host and (site is None or site in _OWN_SITES)
    # Only machines send neither header; what they may call, such as callbacks, asks for a secret of its own.
    return site in _OWN_SITES or (site is None and not is_for_pages)
