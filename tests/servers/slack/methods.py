"""The methods of the Web API by name, with the scopes and tiers that Slack documents; handlers stand in the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """Methods of the Web API."""

    AUTH_TEST = "auth.test"
    AUTH_REVOKE = "auth.revoke"
    APPS_UNINSTALL = "apps.uninstall"
    CONNECTIONS_OPEN = "apps.connections.open"
    BOTS_INFO = "bots.info"
    CHAT_DELETE = "chat.delete"
    CHAT_PERMALINK = "chat.getPermalink"
    CHAT_EPHEMERAL = "chat.postEphemeral"
    CHAT_POST = "chat.postMessage"
    CHAT_UPDATE = "chat.update"
    CONVERSATIONS_HISTORY = "conversations.history"
    CONVERSATIONS_INFO = "conversations.info"
    CONVERSATIONS_JOIN = "conversations.join"
    CONVERSATIONS_LIST = "conversations.list"
    CONVERSATIONS_MEMBERS = "conversations.members"
    CONVERSATIONS_OPEN = "conversations.open"
    CONVERSATIONS_REPLIES = "conversations.replies"
    FILES_COMPLETE_UPLOAD = "files.completeUploadExternal"
    FILES_DELETE = "files.delete"
    FILES_GET_UPLOAD_URL = "files.getUploadURLExternal"
    FILES_INFO = "files.info"
    OAUTH_ACCESS = "oauth.v2.access"
    OAUTH_EXCHANGE = "oauth.v2.exchange"
    REACTIONS_ADD = "reactions.add"
    REACTIONS_REMOVE = "reactions.remove"
    TEAM_INFO = "team.info"
    USERS_INFO = "users.info"
    VIEWS_OPEN = "views.open"
    VIEWS_PUBLISH = "views.publish"
    VIEWS_PUSH = "views.push"
    VIEWS_UPDATE = "views.update"


class Place(StrEnum):
    """What is served beside the Web API, as far as it can go wrong."""

    UPLOAD = "(upload)"
    DOWNLOAD = "(download)"
    RESPONSE = "(response address)"
    LINK = "(socket)"
    AUTHORIZE = "(authorize)"


class Tier(StrEnum):
    """How often a method may be called; the figures stand with the limits."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    SPECIAL = "special"


@dataclass(frozen=True, kw_only=True)
class Row:
    """What is documented of one method."""

    tier: Tier
    #: One of these is needed; scopes that depend on the channel are asked for by the pages.
    scopes: tuple[str, ...] = ()
    needs_token: bool = True


CHAT = ("chat:write",)
ROWS: Mapping[Method, Row] = {
    Method.AUTH_TEST: Row(tier=Tier.SPECIAL),
    Method.AUTH_REVOKE: Row(tier=Tier.THREE),
    Method.APPS_UNINSTALL: Row(tier=Tier.ONE),
    Method.CONNECTIONS_OPEN: Row(tier=Tier.ONE),
    Method.BOTS_INFO: Row(tier=Tier.THREE, scopes=("users:read",)),
    Method.CHAT_DELETE: Row(tier=Tier.THREE, scopes=CHAT),
    Method.CHAT_PERMALINK: Row(tier=Tier.SPECIAL),
    Method.CHAT_EPHEMERAL: Row(tier=Tier.FOUR, scopes=CHAT),
    Method.CHAT_POST: Row(tier=Tier.SPECIAL, scopes=CHAT),
    Method.CHAT_UPDATE: Row(tier=Tier.THREE, scopes=CHAT),
    Method.CONVERSATIONS_HISTORY: Row(tier=Tier.THREE),
    Method.CONVERSATIONS_INFO: Row(tier=Tier.THREE),
    Method.CONVERSATIONS_JOIN: Row(tier=Tier.THREE, scopes=("channels:join",)),
    Method.CONVERSATIONS_LIST: Row(tier=Tier.TWO),
    Method.CONVERSATIONS_MEMBERS: Row(tier=Tier.FOUR),
    Method.CONVERSATIONS_OPEN: Row(tier=Tier.THREE, scopes=("im:write",)),
    Method.CONVERSATIONS_REPLIES: Row(tier=Tier.THREE),
    Method.FILES_COMPLETE_UPLOAD: Row(tier=Tier.FOUR, scopes=("files:write",)),
    Method.FILES_DELETE: Row(tier=Tier.THREE, scopes=("files:write",)),
    Method.FILES_GET_UPLOAD_URL: Row(tier=Tier.FOUR, scopes=("files:write",)),
    Method.FILES_INFO: Row(tier=Tier.FOUR, scopes=("files:read",)),
    Method.OAUTH_ACCESS: Row(tier=Tier.FOUR, needs_token=False),
    Method.OAUTH_EXCHANGE: Row(tier=Tier.FOUR),
    Method.REACTIONS_ADD: Row(tier=Tier.THREE, scopes=("reactions:write",)),
    Method.REACTIONS_REMOVE: Row(tier=Tier.TWO, scopes=("reactions:write",)),
    Method.TEAM_INFO: Row(tier=Tier.THREE, scopes=("team:read",)),
    Method.USERS_INFO: Row(tier=Tier.FOUR, scopes=("users:read",)),
    Method.VIEWS_OPEN: Row(tier=Tier.FOUR),
    Method.VIEWS_PUBLISH: Row(tier=Tier.FOUR),
    Method.VIEWS_PUSH: Row(tier=Tier.FOUR),
    Method.VIEWS_UPDATE: Row(tier=Tier.FOUR),
}
