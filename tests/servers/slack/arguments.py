"""How the arguments of a call are read out of its address, form or JSON; what they mean belongs to the pages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.servers.slack.errors import Refused, refuse
from tests.servers.slack.records import Json

TRUE_WORDS = {"1", "true"}


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call."""

    values: Mapping[str, Any]

    def __contains__(self, name: str) -> bool:
        """Tell whether an argument came with a value."""
        return self.values.get(name) not in {None, ""} if _is_plain(self.values.get(name)) else True

    def demand(self, name: str, *, error: str = "invalid_arguments") -> str:
        """Read a text that must be there."""
        value = self.read(name)
        if not value:
            raise Refused(error, messages=[f"[ERROR] missing required field: {name}"])
        return value

    def read(self, name: str, default: str = "") -> str:
        """Read a text."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def read_number(self, name: str, default: int = 0) -> int:
        """Read a whole number."""
        text = self.read(name)
        if not text:
            return default
        if not text.isdigit():
            refuse("invalid_arguments", messages=[f"[ERROR] must be an integer [json-pointer:/{name}]"])
        return int(text)

    def is_set(self, name: str) -> bool:
        """Tell whether a switch is on."""
        return self.read(name).lower() in TRUE_WORDS

    def read_list(self, name: str, *, error: str = "invalid_arguments") -> list[Any]:
        """Read a list, as JSON or as the text of JSON."""
        value = self._read_json(name, error)
        if value is None:
            return []
        if not isinstance(value, list):
            refuse(error)
        return value

    def read_object(self, name: str, *, error: str = "invalid_arguments") -> Json | None:
        """Read an object, as JSON or as the text of JSON."""
        value = self._read_json(name, error)
        if value is None or isinstance(value, dict):
            return value
        raise Refused(error, messages=[f"[ERROR] must be an object [json-pointer:/{name}]"])

    def _read_json(self, name: str, error: str) -> list[Any] | Json | str | int | None:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            read: list[Any] | Json | str | int | None = json.loads(value)
        except ValueError as failure:
            raise Refused(error) from failure
        return read


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str)


async def read_arguments(request: web.Request) -> Arguments:
    """Read the arguments of a request, wherever they stand."""
    values: Json = dict(request.query)
    if request.method != "POST" or not request.body_exists:
        return Arguments(values)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError as failure:
            error = "invalid_json"
            raise Refused(error) from failure
        return Arguments(values | body if isinstance(body, dict) else values)
    return Arguments(values | dict(await request.post()))


def read_bearer(request: web.Request, arguments: Arguments) -> str:
    """Read the token of a request."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme == "Bearer" else arguments.read("token")
