"""JSON of INTERACTION_CREATE; what the bot answers stands in `interactions.py`."""

from tests.servers.discord.cdn import Cdn
from tests.servers.discord.message_payloads import build_message
from tests.servers.discord.payloads import build_interaction_channel, build_member, build_user
from tests.servers.discord.permissions import PRIVATE
from tests.servers.discord.records import Channel, ChannelType, Interaction, Json
from tests.servers.discord.state import World

#: Where an interaction happened: in a server, with the bot alone, or in another private conversation.
CONTEXT_GUILD, CONTEXT_BOT, CONTEXT_PRIVATE = 0, 1, 2


def build_interaction(interaction: Interaction, world: World, cdn: Cdn) -> Json:
    """Describe what somebody did."""
    payload: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application_id),
        "type": int(interaction.type),
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": str(interaction.channel.id),
        "channel": build_interaction_channel(
            interaction.channel, world.compute_permissions(interaction.channel, interaction.user)
        ),
        "locale": interaction.user.locale,
        "entitlements": [],
        "authorizing_integration_owners": interaction.owners,
        "context": find_context(interaction.channel, world),
        "attachment_size_limit": interaction.file_limit_bytes,
    }
    if interaction.message:
        payload["message"] = build_message(interaction.message, cdn)
    return payload | _build_place(interaction, world)


def _build_place(interaction: Interaction, world: World) -> Json:
    guild = interaction.channel.guild
    if guild is None:
        return {"user": build_user(interaction.user), "app_permissions": str(int(PRIVATE))}
    granted = world.compute_permissions(interaction.channel, interaction.user)
    subject = world.bot if guild.has_bot else interaction.user
    member = build_member(guild.members[interaction.user.id])
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": member | {"user": build_user(interaction.user), "permissions": str(int(granted))},
        "app_permissions": str(int(world.compute_permissions(interaction.channel, subject))),
    }


def find_context(channel: Channel, world: World) -> int:
    """Tell what kind of place a channel is for an interaction, in Discord's numbers."""
    if channel.guild:
        return CONTEXT_GUILD
    is_with_bot = channel.type is ChannelType.DIRECT and world.bot in channel.recipients
    return CONTEXT_BOT if is_with_bot else CONTEXT_PRIVATE
