"""How a call is refused: by the name that Slack documents; what leads to it stands with the pages."""

from collections.abc import Sequence
from typing import NoReturn

from tests.servers.slack.records import Json

#: Names that every method may answer, whatever its own page lists.
COMMON_ERRORS = frozenset(
    {
        "accesslimited",
        "account_inactive",
        "fatal_error",
        "internal_error",
        "invalid_arguments",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "token_expired",
        "token_revoked",
        "unknown_method",
    }
)


class Refused(Exception):
    """A call is answered with an error."""

    def __init__(self, error: str, *, messages: Sequence[str] = (), needed: str = "", provided: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.needed = needed
        self.provided = provided

    def build_body(self) -> Json:
        """Build the JSON of the answer."""
        body: Json = {"ok": False, "error": self.error}
        if self.needed:
            body |= {"needed": self.needed, "provided": self.provided}
        if self.messages:
            body |= {"response_metadata": {"messages": self.messages}}
        return body


def refuse(error: str, *, messages: Sequence[str] = (), needed: str = "", provided: str = "") -> NoReturn:
    """Refuse a call."""
    raise Refused(error, messages=messages, needed=needed, provided=provided)
