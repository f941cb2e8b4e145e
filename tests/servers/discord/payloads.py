"""JSON of people, servers, channels and messages, in the shape that the API and the gateway share."""

from datetime import datetime

from tests.servers.discord.cdn import Cdn
from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import (
    Attachment,
    Channel,
    ChannelType,
    Guild,
    Interaction,
    InteractionType,
    Json,
    Member,
    Message,
    Role,
    User,
)

ARCHIVE_MINUTES = 1440
SPOILER_FLAG = 1 << 3
FORWARD = 1


def build_time(moment: datetime) -> str:
    """Write a time."""
    return moment.isoformat()


def build_user(user: User) -> Json:
    """Describe somebody."""
    return {
        "id": str(user.id),
        "username": user.name.lower().replace(" ", "_"),
        "global_name": user.name,
        "discriminator": "0",
        "avatar": None,
        "bot": user.is_bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def build_own_user(user: User) -> Json:
    """Describe the bot to itself."""
    return build_user(user) | {"mfa_enabled": True, "verified": True, "locale": user.locale, "email": None}


def build_member(member: Member) -> Json:
    """Describe somebody's place in a server, without saying who it is."""
    return {
        "roles": [str(role.id) for role in member.roles],
        "joined_at": build_time(member.joined_at),
        "nick": None,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "pending": False,
        "premium_since": None,
        "mute": False,
        "deaf": False,
    }


def build_role(role: Role, position: int) -> Json:
    """Describe a role."""
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.is_managed,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def build_guild(guild: Guild) -> Json:
    """Describe a server as the API does."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(guild.owner.id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [build_role(role, place) for place, role in enumerate([guild.everyone, *guild.roles])],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": guild.tier,
        "premium_subscription_count": 0,
        "preferred_locale": guild.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def build_guild_create(guild: Guild, channels: list[Channel], bot: User) -> Json:
    """Describe a server as the gateway does when the bot comes in."""
    own = guild.members[bot.id]
    return build_guild(guild) | {
        "joined_at": build_time(guild.joined_at),
        "large": False,
        "unavailable": False,
        "hub_type": None,
        "member_count": len(guild.members),
        "members": [build_member(own) | {"user": build_user(bot)}],
        "channels": [build_channel(channel) for channel in channels if not channel.is_thread],
        "threads": [build_channel(channel) for channel in channels if channel.is_thread and not channel.is_archived],
        "guild_scheduled_events": [],
        "presences": [],
        "soundboard_sounds": [],
        "stage_instances": [],
        "voice_states": [],
    }


def build_channel(channel: Channel) -> Json:
    """Describe a channel, a thread or a private conversation."""
    head: Json = {"id": str(channel.id), "type": int(channel.type), "flags": 0, "last_message_id": None}
    if channel.guild is None:
        return head | _build_private(channel)
    place: Json = {
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "rate_limit_per_user": 0,
    }
    return head | place | (_build_thread(channel) if channel.is_thread else _build_place(channel))


def _build_private(channel: Channel) -> Json:
    others = [build_user(person) for person in channel.recipients if not person.is_bot]
    if channel.type is not ChannelType.GROUP:
        return {"recipients": others}
    return {"recipients": others, "name": channel.name, "icon": None, "owner_id": str(channel.recipients[0].id)}


def _build_thread(channel: Channel) -> Json:
    owner = channel.owner or (channel.guild.owner if channel.guild else None)
    return {
        "owner_id": str(owner.id) if owner else "0",
        "thread_metadata": {
            "archived": channel.is_archived,
            "archive_timestamp": "2026-01-01T00:00:00+00:00",
            "auto_archive_duration": ARCHIVE_MINUTES,
            "locked": channel.is_locked,
        },
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
    }


def _build_place(channel: Channel) -> Json:
    everyone = channel.guild.id if channel.guild else 0
    forum: Json = {
        "available_tags": [],
        "default_reaction_emoji": None,
        "default_sort_order": None,
        "default_forum_layout": 0,
    }
    return (forum if channel.type is ChannelType.FORUM else {}) | {
        "position": 0,
        "topic": None,
        "nsfw": channel.is_nsfw,
        "permission_overwrites": [
            {"id": str(subject), "type": int(subject != everyone), "allow": str(int(given)), "deny": str(int(taken))}
            for subject, (given, taken) in channel.overwrites.items()
        ],
    }


def build_interaction_channel(channel: Channel, permissions: Permission) -> Json:
    """Describe the channel of an interaction, with what the person may do in it."""
    return build_channel(channel) | {"permissions": str(int(permissions)), "nsfw": channel.is_nsfw}


def build_attachment(attachment: Attachment, cdn: Cdn) -> Json:
    """Describe a file with a freshly signed address."""
    address = cdn.sign(attachment)
    optional = {
        "width": attachment.width,
        "height": attachment.height,
        "description": attachment.description,
        "ephemeral": attachment.is_ephemeral or None,
        "flags": SPOILER_FLAG if attachment.is_spoiler else None,
    }
    return {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.content),
        "url": address,
        "proxy_url": address,
        "content_type": attachment.content_type,
    } | {key: value for key, value in optional.items() if value is not None}


def build_message(message: Message, cdn: Cdn, *, with_reference: bool = True) -> Json:
    """Describe a message as the API does."""
    payload: Json = {
        "id": str(message.id),
        "type": int(message.type),
        "channel_id": str(message.channel.id),
        "author": build_user(message.author),
        "content": message.content,
        "mentions": [build_user(person) for person in message.mentions],
        "mention_roles": [],
        "mention_everyone": message.mentions_everyone,
        "attachments": [build_attachment(attachment, cdn) for attachment in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
        "timestamp": build_time(message.created_at),
        "edited_timestamp": build_time(message.edited_at) if message.edited_at else None,
        "flags": int(message.flags),
        "pinned": False,
        "tts": False,
    }
    payload |= _build_origin(message)
    if message.forwarded:
        payload |= _build_forward(message.forwarded, cdn)
    return payload | (_build_reference(message, cdn) if with_reference else {})


def _build_forward(forwarded: Message, cdn: Cdn) -> Json:
    kept = ("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "components")
    whole = build_message(forwarded, cdn, with_reference=False)
    snapshot = {key: whole[key] for key in (*kept, "mentions", "mention_roles")} | {"stickers": [], "sticker_items": []}
    reference: Json = {"type": FORWARD, "channel_id": str(forwarded.channel.id), "message_id": str(forwarded.id)}
    if forwarded.channel.guild:
        reference["guild_id"] = str(forwarded.channel.guild.id)
    return {"message_reference": reference, "message_snapshots": [{"message": snapshot}]}


def _build_origin(message: Message) -> Json:
    origin: Json = {}
    if message.nonce is not None:
        origin["nonce"] = message.nonce
    if message.webhook_id is not None:
        origin |= {"webhook_id": str(message.webhook_id), "application_id": str(message.webhook_id)}
    if message.interaction is not None:
        origin["interaction_metadata"] = _build_metadata(message.interaction)
    if message.thread is not None:
        origin["thread"] = build_channel(message.thread)
    return origin


def _build_reference(message: Message, cdn: Cdn) -> Json:
    if message.reference_id is None:
        return {}
    reference: Json = {
        "type": 0,
        "channel_id": str(message.channel.id),
        "message_id": str(message.reference_id),
    }
    if message.channel.guild:
        reference["guild_id"] = str(message.channel.guild.id)
    origin = message.reference
    return {
        "message_reference": reference,
        "referenced_message": build_message(origin, cdn, with_reference=False) if origin else None,
    }


def _build_metadata(interaction: Interaction) -> Json:
    metadata: Json = {
        "id": str(interaction.id),
        "type": int(interaction.type),
        "user": build_user(interaction.user),
        "authorizing_integration_owners": interaction.owners,
    }
    if interaction.type is InteractionType.COMPONENT and interaction.message:
        metadata["interacted_message_id"] = str(interaction.message.id)
    if interaction.type is InteractionType.MODAL_SUBMIT and interaction.trigger:
        metadata["triggering_interaction_metadata"] = _build_metadata(interaction.trigger)
    return metadata


def build_message_event(message: Message, cdn: Cdn) -> Json:
    """Describe a message as the gateway does."""
    payload = build_message(message, cdn) | {"channel_type": int(message.channel.type)}
    guild = message.channel.guild
    if guild is None:
        return payload
    payload["guild_id"] = str(guild.id)
    member = guild.members.get(message.author.id)
    return payload | ({"member": build_member(member)} if member else {})
