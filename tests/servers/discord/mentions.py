"""Who is called by a message, which depends on its words and on what the sender allows."""

import re
from dataclasses import dataclass

from tests.servers.discord.errors import reject_field
from tests.servers.discord.records import Json, User

USER_MENTION = re.compile(r"<@!?(\d+)>")
EVERYONE_MENTION = re.compile(r"@(everyone|here)")
MAX_LISTED = 100


@dataclass(frozen=True, kw_only=True)
class Calling:
    """Whom the sender allows to be called."""

    parses_users: bool = True
    parses_everyone: bool = True
    users: frozenset[int] = frozenset()
    calls_replied: bool = True

    def find_called(self, text: str, users: dict[int, User]) -> list[User]:
        """Find the people whom a text calls."""
        found = dict.fromkeys(int(user_id) for user_id in USER_MENTION.findall(text))
        wanted = [user_id for user_id in found if self.parses_users or user_id in self.users]
        return [users[user_id] for user_id in wanted if user_id in users]

    def calls_everyone(self, text: str) -> bool:
        """Tell whether a text calls all."""
        return self.parses_everyone and EVERYONE_MENTION.search(text) is not None


#: What a plain message may call when it says nothing about it.
OPEN = Calling()
#: What a reply may call when it does not call whom it replies to.
CALM = Calling(calls_replied=False)
#: What an interaction may call when it says nothing about it.
PEOPLE_ONLY = Calling(parses_everyone=False)


def read_calling(allowed: Json | None, *, default: Calling) -> Calling:
    """Read the `allowed_mentions` of a message."""
    if allowed is None:
        return default
    parse = allowed.get("parse") or []
    users = frozenset(int(user_id) for user_id in allowed.get("users") or [])
    if "users" in parse and users:
        reject_field(
            "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", 'parse:["users"] and users are exclusive'
        )
    if len(users) > MAX_LISTED:
        reject_field("allowed_mentions.users", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
    return Calling(
        parses_users="users" in parse,
        parses_everyone="everyone" in parse,
        users=users,
        calls_replied=bool(allowed.get("replied_user")),
    )
