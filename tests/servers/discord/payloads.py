"""JSON of people, servers and channels, in the shape that the API and the gateway share."""

from datetime import datetime

from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import (
    Channel,
    ChannelType,
    Guild,
    Json,
    Member,
    Role,
    User,
)

ARCHIVE_MINUTES = 1440


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


def build_picked_channel(channel: Channel, permissions: Permission) -> Json:
    """Describe a channel that somebody picked in a command, which is less than Discord knows of it."""
    kept = ("id", "type", "name", "parent_id", "guild_id", "flags", "last_message_id", "rate_limit_per_user")
    whole = build_channel(channel)
    picked = {key: whole[key] for key in (*kept, "thread_metadata", "topic", "position") if key in whole}
    return picked | {"permissions": str(int(permissions)), "nsfw": channel.is_nsfw}


def build_interaction_channel(channel: Channel, permissions: Permission) -> Json:
    """Describe the channel of an interaction, with what the person may do in it."""
    return build_channel(channel) | {"permissions": str(int(permissions)), "nsfw": channel.is_nsfw}
