"""Bodies of requests: plain JSON, or a form with JSON and files; what the JSON means belongs to the pages."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.servers.discord.errors import INVALID_JSON, Refused, reject_field
from tests.servers.discord.records import Json, Upload

FILE_FIELD_PREFIX = "files["


@dataclass(frozen=True, kw_only=True)
class Form:
    """A body: its JSON, and its files by the number in their field's name."""

    payload: Any = None
    files: dict[int, Upload] = field(default_factory=dict)

    @property
    def fields(self) -> Json:
        """The JSON as an object."""
        if not isinstance(self.payload, dict):
            raise Refused(INVALID_JSON)
        return self.payload


FORM = web.RequestKey("form", Form)


async def read_form(request: web.Request) -> Form:
    """Read the body of a request, once."""
    if FORM not in request:
        request[FORM] = await _read(request)
    return request[FORM]


async def _read(request: web.Request) -> Form:
    if request.content_type == "multipart/form-data":
        return await _read_multipart(request)
    body = await request.read()
    return Form(payload=_parse(body) if body else None)


def _parse(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused(INVALID_JSON) from error


async def _read_multipart(request: web.Request) -> Form:
    payload: object = {}
    files: dict[int, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        if name == "payload_json":
            payload = _parse(await part.text())
        elif name.startswith(FILE_FIELD_PREFIX):
            number = _read_number(name)
            files[number] = Upload(filename=part.filename or "unknown", content=bytes(await part.read()))
        else:
            reject_field(name, "UNKNOWN_FIELD", "This field is not known")
    return Form(payload=payload, files=files)


def _read_number(name: str) -> int:
    number = name.removeprefix(FILE_FIELD_PREFIX).removesuffix("]")
    if not number.isdigit():
        reject_field(name, "NUMBER_TYPE_COERCE", "The number of a file is no number")
    return int(number)
