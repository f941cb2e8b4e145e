"""The JSON bodies that the page sends, checked at the door."""

from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import RequestRefused
from bot.messages import web as sentences

BodyT = TypeVar("BodyT", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NameBody(_Body):
    """A name for a person or a channel."""

    name: str = Field(max_length=200)


class ActionBody(_Body):
    """A click on a button."""

    event_id: str = Field(min_length=8, max_length=64)


class NotifyBody(_Body):
    """The words after `/notify` and where they were typed."""

    words: str = Field(max_length=2000)
    channel: str = Field(max_length=64)


async def read_body(request: web.Request, body_type: type[BodyT]) -> BodyT:
    """Return the body of a request; raise `RequestRefused` where it is not what the page sends."""
    try:
        return body_type.model_validate_json(await request.read())
    except ValidationError as error:
        raise RequestRefused(sentences.upload_unreadable()) from error
