"""One call of the Web API on its way through the server: who asks, with which token, for what; no answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.servers.slack.arguments import Arguments
from tests.servers.slack.errors import refuse
from tests.servers.slack.methods import Method
from tests.servers.slack.records import Channel, ChannelKind, Grant, Json, Person, Workspace

#: Which family of scopes a kind of channel belongs to.
FAMILIES = {
    ChannelKind.PUBLIC: "channels",
    ChannelKind.PRIVATE: "groups",
    ChannelKind.DIRECT: "im",
    ChannelKind.GROUP: "mpim",
}


@dataclass(frozen=True, kw_only=True)
class ApiCall:
    """A call with a good token, or of a method that needs none."""

    method: Method
    arguments: Arguments
    grant: Grant | None
    #: None where the token belongs to no workspace.
    place: Workspace | None
    headers: dict[str, str]

    @property
    def workspace(self) -> Workspace:
        """Where it happens."""
        if self.place is None:
            refuse("not_allowed_token_type")
        return self.place

    @property
    def bot(self) -> Person:
        """Who asks."""
        bot = self.workspace.bot
        if bot is None:
            refuse("account_inactive")
        return bot

    @property
    def scopes(self) -> tuple[str, ...]:
        """What the token may do."""
        return self.grant.scopes if self.grant else ()

    def demand_scope(self, *scopes: str) -> None:
        """Refuse when the token has none of the scopes."""
        if scopes and not set(scopes) & set(self.scopes):
            refuse("missing_scope", needed=",".join(scopes), provided=",".join(self.scopes))

    def demand_channel_scope(self, channel: Channel, right: str) -> None:
        """Refuse when the token lacks a right such as "read" or "history" for this kind of channel."""
        self.demand_scope(f"{FAMILIES[channel.kind]}:{right}")


Handler = Callable[[ApiCall], Awaitable[Json]]
