"""The error answers that Discord documents, one row each; what leads to them stands in the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web

from tests.servers.discord.answers import build_json


@dataclass(frozen=True, kw_only=True)
class ErrorRow:
    """One documented error."""

    status: int
    code: int
    message: str

    def build_body(self, errors: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Build the JSON of the answer."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        return body | {"errors": dict(errors)} if errors else body

    def build_response(self, errors: Mapping[str, Any] | None = None) -> web.Response:
        """Build the answer."""
        return build_json(self.build_body(errors), status=self.status)


class Refused(Exception):
    """A request is answered with an error."""

    def __init__(self, row: ErrorRow, errors: Mapping[str, Any] | None = None) -> None:
        super().__init__(row.message)
        self.row = row
        self.errors = errors


def reject_field(path: str, code: str, message: str) -> NoReturn:
    """Refuse a body because of one field, whose path is written with dots."""
    errors: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(path.split(".")):
        errors = {part: errors}
    raise Refused(INVALID_FORM, errors)


UNAUTHORIZED = ErrorRow(status=401, code=0, message="401: Unauthorized")
NOT_FOUND = ErrorRow(status=404, code=0, message="404: Not Found")
UNKNOWN_CHANNEL = ErrorRow(status=404, code=10003, message="Unknown Channel")
UNKNOWN_GUILD = ErrorRow(status=404, code=10004, message="Unknown Guild")
UNKNOWN_MEMBER = ErrorRow(status=404, code=10007, message="Unknown Member")
UNKNOWN_MESSAGE = ErrorRow(status=404, code=10008, message="Unknown Message")
UNKNOWN_USER = ErrorRow(status=404, code=10013, message="Unknown User")
UNKNOWN_WEBHOOK = ErrorRow(status=404, code=10015, message="Unknown Webhook")
UNKNOWN_INTERACTION = ErrorRow(status=404, code=10062, message="Unknown interaction")
UNKNOWN_COMMAND = ErrorRow(status=404, code=10063, message="Unknown application command")
ENTITY_TOO_LARGE = ErrorRow(status=413, code=40005, message="Request entity too large")
ALREADY_ACKNOWLEDGED = ErrorRow(status=400, code=40060, message="Interaction has already been acknowledged.")
TOO_MANY_FOLLOWUPS = ErrorRow(status=400, code=40094, message="Maximum number of follow-up messages reached")
MISSING_ACCESS = ErrorRow(status=403, code=50001, message="Missing Access")
NOT_OWN_MESSAGE = ErrorRow(status=403, code=50005, message="Cannot edit a message authored by another user")
EMPTY_MESSAGE = ErrorRow(status=400, code=50006, message="Cannot send an empty message")
CANNOT_DIRECT = ErrorRow(status=403, code=50007, message="Cannot send messages to this user")
NOT_TEXT_CHANNEL = ErrorRow(status=400, code=50008, message="Cannot send messages in a non-text channel")
MISSING_PERMISSIONS = ErrorRow(status=403, code=50013, message="Missing Permissions")
TOKEN_EXPIRED = ErrorRow(status=401, code=50027, message="Invalid Webhook Token")
INVALID_FORM = ErrorRow(status=400, code=50035, message="Invalid Form Body")
FILE_TOO_LARGE = ErrorRow(status=400, code=50045, message="File uploaded exceeds the maximum size")
THREAD_ARCHIVED = ErrorRow(status=400, code=50083, message="Thread is archived")
INVALID_JSON = ErrorRow(status=400, code=50109, message="The request body contains invalid JSON.")
NO_MUTUAL_GUILD = ErrorRow(
    status=403, code=50278, message="Cannot send messages to this user due to having no mutual guilds"
)
CANNOT_REPLY = ErrorRow(status=400, code=160002, message="Cannot reply without permission to read message history")
THREAD_EXISTS = ErrorRow(status=400, code=160004, message="A thread has already been created for this message")
THREAD_LOCKED = ErrorRow(status=400, code=160005, message="Thread is locked")
AUTOMOD_BLOCKED = ErrorRow(status=400, code=200000, message="Message was blocked by automatic moderation")
