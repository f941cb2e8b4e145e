"""Sentences for whoever sets the bot up in Discord: what `flipbook doctor` finds."""


def token_works() -> str:
    """Say that the bot can log in."""
    return "Discord: the token works."


def token_fails() -> str:
    """Say how to get a token that works."""
    return (
        "Discord: the token is not accepted. On the Bot page of the Developer Portal, choose Reset Token, and copy the "
        "new token into `FLIPBOOK_DISCORD_TOKEN`."
    )


def checkup_failed(sentence: str, *, code: str) -> str:
    """Say why the checkup ended early."""
    return f"Discord: {sentence} (`{code}`)"


def no_intents_needed() -> str:
    """Say that nothing has to be switched on."""
    return "Discord: no privileged intent is needed, and commands come over the gateway."


def endpoint_is_set() -> str:
    """Say that commands go elsewhere."""
    return (
        "Discord: the application sends its commands to an Interactions Endpoint URL, so the bot never hears them. "
        "Clear that field on the General Information page of the Developer Portal."
    )


def installs_found(*, is_for_people: bool) -> str:
    """Say where the bot can be installed."""
    if is_for_people:
        return "Discord: the bot can be added to servers, and people can take it along wherever they are."
    return (
        "Discord: the bot can be added to servers. If people may take it along into other servers and conversations, "
        "tick User Install on the Installation page of the Developer Portal and start the bot anew."
    )


def not_for_servers() -> str:
    """Say that no server can have the bot."""
    return (
        "Discord: people can install the bot for themselves, but no server can have it, so all its videos go to direct "
        "messages. Tick Guild Install on the Installation page of the Developer Portal."
    )


def commands_differ() -> str:
    """Say that the registered commands are not those that the bot registered."""
    return (
        "Discord: the registered commands are not those that this bot registered last; another program may use the "
        "same application. Delete `discord_commands` in the data folder and start the bot, which registers its own."
    )


def commands_known() -> str:
    """Say that the commands are registered."""
    return "Discord: all commands are registered."


def commands_missing(names: tuple[str, ...]) -> str:
    """Say which commands are not registered."""
    listed = ", ".join(f"`{name}`" for name in names)
    return (
        f"Discord: {listed} are not registered. Start the bot, which registers them. If they stay missing, delete "
        "`discord_commands` in the data folder and start it again."
    )


def in_no_server(invite: str) -> str:
    """Say how to add the bot."""
    return f"Discord: the bot is in no server. Open this address to add it: {invite}"


def server_found(name: str, *, limit_megabytes: float, open_count: int, channel_count: int) -> str:
    """Say what a server takes."""
    return (
        f"Discord: in `{name}` the bot may do all it needs in {open_count} of {channel_count} channels. "
        f"Videos of up to {limit_megabytes:.0f} MB are posted whole, larger ones as smaller copies."
    )


def server_unknown(name: str, *, code: str) -> str:
    """Say that a server could not be looked at."""
    return f"Discord: `{name}` could not be looked at (`{code}`). Run this again, or add the bot to it anew."


def channels_hidden(names: tuple[str, ...], *, server: str) -> str:
    """Say which channels the bot does not see."""
    listed = ", ".join(f"`#{name}`" for name in names)
    return (
        f"Discord: in `{server}` the bot does not see {listed}. Where it should post, grant it `View Channel` in the "
        "channel's settings under Permissions."
    )


def more_servers(count: int) -> str:
    """Say that not every server was looked at."""
    return f"Discord: the bot is in more than {count} servers; only {count} were looked at."


def channel_closed(name: str, *, server: str, missing: tuple[str, ...]) -> str:
    """Say what the bot lacks in a channel."""
    listed = ", ".join(f"`{one}`" for one in missing)
    return (
        f"Discord: in `#{name}` of `{server}` the bot lacks {listed}. "
        "Grant it in the channel's settings under Permissions, or keep the bot out of this channel."
    )


def switched_off() -> str:
    """Say that there is nothing to look at."""
    return "Discord: not set up. `docs/discord.md` says how; set `FLIPBOOK_DISCORD_TOKEN` to begin."
