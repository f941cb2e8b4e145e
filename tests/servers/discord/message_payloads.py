"""JSON of messages and their files, in the shape that the API and the gateway share."""

from tests.servers.discord.cdn import Cdn
from tests.servers.discord.payloads import build_channel, build_member, build_time, build_user
from tests.servers.discord.records import Attachment, Interaction, InteractionType, Json, Message

SPOILER_FLAG = 1 << 3
FORWARD = 1


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
    if message.stickers:
        payload["sticker_items"] = [
            {"id": str(one.id), "name": one.name, "format_type": one.format_type} for one in message.stickers
        ]
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
