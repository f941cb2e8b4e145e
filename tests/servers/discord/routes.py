"""The names of the routes, with method and path as Discord's own document writes them; handlers stand in the pages."""

from enum import StrEnum


class Route(StrEnum):
    """Routes by name; the value is method and path."""

    GATEWAY = "GET /gateway"
    BOT_GATEWAY = "GET /gateway/bot"
    SELF = "GET /users/@me"
    OWN_GUILDS = "GET /users/@me/guilds"
    USER = "GET /users/{user_id}"
    APPLICATION = "GET /applications/@me"
    OAUTH_APPLICATION = "GET /oauth2/applications/@me"
    LIST_COMMANDS = "GET /applications/{application_id}/commands"
    REPLACE_COMMANDS = "PUT /applications/{application_id}/commands"
    ADD_COMMAND = "POST /applications/{application_id}/commands"
    READ_COMMAND = "GET /applications/{application_id}/commands/{command_id}"
    REMOVE_COMMAND = "DELETE /applications/{application_id}/commands/{command_id}"
    LIST_GUILD_COMMANDS = "GET /applications/{application_id}/guilds/{guild_id}/commands"
    REPLACE_GUILD_COMMANDS = "PUT /applications/{application_id}/guilds/{guild_id}/commands"
    ADD_GUILD_COMMAND = "POST /applications/{application_id}/guilds/{guild_id}/commands"
    GUILD = "GET /guilds/{guild_id}"
    GUILD_ROLES = "GET /guilds/{guild_id}/roles"
    GUILD_CHANNELS = "GET /guilds/{guild_id}/channels"
    GUILD_MEMBER = "GET /guilds/{guild_id}/members/{user_id}"
    CHANNEL = "GET /channels/{channel_id}"
    CHANGE_CHANNEL = "PATCH /channels/{channel_id}"
    START_THREAD = "POST /channels/{channel_id}/threads"
    START_MESSAGE_THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
    LIST_MESSAGES = "GET /channels/{channel_id}/messages"
    CREATE_MESSAGE = "POST /channels/{channel_id}/messages"
    READ_MESSAGE = "GET /channels/{channel_id}/messages/{message_id}"
    EDIT_MESSAGE = "PATCH /channels/{channel_id}/messages/{message_id}"
    DELETE_MESSAGE = "DELETE /channels/{channel_id}/messages/{message_id}"
    REACT = "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"
    TYPING = "POST /channels/{channel_id}/typing"
    OPEN_DIRECT = "POST /users/@me/channels"
    CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
    FOLLOW_UP = "POST /webhooks/{webhook_id}/{webhook_token}"
    READ_RESPONSE = "GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
    EDIT_RESPONSE = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
    DELETE_RESPONSE = "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.value.partition(" ")[0]

    @property
    def path(self) -> str:
        """The path below the base address."""
        return self.value.partition(" ")[2]


#: Routes that are known by the token in their path, not by the bot's, and that the global limit leaves alone.
INTERACTION_ROUTES = {
    Route.CALLBACK,
    Route.FOLLOW_UP,
    Route.READ_RESPONSE,
    Route.EDIT_RESPONSE,
    Route.DELETE_RESPONSE,
}
