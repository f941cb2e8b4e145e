"""Who is looking at the page: a random id and a chosen name in a signed cookie. There are no passwords here."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets

from aiohttp import web

from bot.errors import RequestRefused
from bot.job.job import Requester
from bot.messages import web as sentences

PLATFORM = "web"
#: The name of our own messages, which nobody else may take.
BOT_NAME = "Flipbook"
MAX_NAME_LENGTH = 40
_COOKIE = "flipbook_person"
_COOKIE_SECONDS = 400 * 24 * 60 * 60


class Identities:
    """Reads and writes the cookie that says who somebody is."""

    def __init__(self, secret: bytes) -> None:
        """Sign cookies with `secret`."""
        self._secret = hmac.digest(secret, b"web identity", hashlib.sha256)

    def read(self, request: web.BaseRequest) -> Requester | None:
        """Return who sent a request, or None without a cookie of ours."""
        payload, _, signature = request.cookies.get(_COOKIE, "").partition(".")
        if not hmac.compare_digest(self._sign(payload).encode(), signature.encode()):
            return None
        try:
            person_id, name = json.loads(base64.urlsafe_b64decode(payload))
        except (binascii.Error, ValueError):
            return None
        return Requester(platform=PLATFORM, id=person_id, name=name)

    def require(self, request: web.BaseRequest) -> Requester:
        """Return who sent a request; raise `HTTPUnauthorized` for strangers."""
        person = self.read(request)
        if person is None:
            body = json.dumps({"sentence": sentences.stranger(), "option": None})
            raise web.HTTPUnauthorized(text=body, content_type="application/json")
        return person

    def write(self, response: web.StreamResponse, person: Requester, *, is_secure: bool) -> None:
        """Give the person their cookie."""
        payload = base64.urlsafe_b64encode(json.dumps([person.id, person.name]).encode()).decode()
        response.set_cookie(
            _COOKIE,
            f"{payload}.{self._sign(payload)}",
            max_age=_COOKIE_SECONDS,
            httponly=True,
            samesite="Strict",
            secure=is_secure,
        )

    def _sign(self, payload: str) -> str:
        return hmac.new(self._secret, payload.encode(), hashlib.sha256).hexdigest()


def make_guest() -> Requester:
    """Make up a person for a first visit."""
    number = secrets.randbelow(9000) + 1000
    return Requester(platform=PLATFORM, id=secrets.token_hex(8), name=f"Guest {number}")


def rename(person: Requester, name: str) -> Requester:
    """Return the person under another name; raise `RequestRefused` for names that cannot be used."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > MAX_NAME_LENGTH or not wanted.isprintable():
        raise RequestRefused(sentences.name_unusable(maximum=MAX_NAME_LENGTH), option="name")
    if wanted.casefold() == BOT_NAME.casefold():
        raise RequestRefused(sentences.name_taken(wanted), option="name")
    return person.model_copy(update={"name": wanted})
