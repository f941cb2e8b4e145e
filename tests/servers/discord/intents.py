"""What a bot asked to be told, and what it is told without having asked; who is told is the gateway's."""

from enum import IntFlag

from tests.servers.discord.records import Json, Message, User


class Intent(IntFlag):
    """Groups of events."""

    NONE = 0
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25
    PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT


#: What stands in a message that may not be read.
HIDDEN: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def find_intent(event: str, *, is_private: bool) -> Intent:
    """Find which intent an event needs; interactions need none."""
    if event.startswith("MESSAGE_"):
        return Intent.DIRECT_MESSAGES if is_private else Intent.GUILD_MESSAGES
    if event.startswith(("GUILD_", "CHANNEL_", "THREAD_")):
        return Intent.GUILDS
    return Intent.NONE


def strip_content(message: Message, payload: Json, intents: Intent, bot: User) -> Json:
    """Take out the words and files that the bot has no right to read, those of the message replied to as well."""
    if Intent.MESSAGE_CONTENT in intents:
        return payload
    stripped = payload if _is_readable(message, bot) else payload | HIDDEN
    origin = message.reference
    if origin is None or _is_readable(origin, bot) or not stripped.get("referenced_message"):
        return stripped
    return stripped | {"referenced_message": stripped["referenced_message"] | HIDDEN}


def _is_readable(message: Message, bot: User) -> bool:
    return message.channel.guild is None or message.author is bot or bot in message.mentions
