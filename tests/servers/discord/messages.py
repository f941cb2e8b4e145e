"""How messages come to be, change and go, and the rules about them; addresses belong to the pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.servers.discord.cdn import Cdn
from tests.servers.discord.components import Media, check_components, resolve_components
from tests.servers.discord.errors import EMPTY_MESSAGE, ENTITY_TOO_LARGE, Refused, reject_field
from tests.servers.discord.forms import Form
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.mentions import OPEN, Calling, read_calling
from tests.servers.discord.message_payloads import build_message_event
from tests.servers.discord.records import (
    Attachment,
    Channel,
    Interaction,
    Json,
    Message,
    MessageFlag,
    MessageType,
    User,
)
from tests.servers.discord.state import World

MAX_CONTENT = 2000
MAX_FILES = 10
MAX_EMBED_TEXT = 6000
SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.EPHEMERAL | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
)
EMBED_IMAGES = ("image", "thumbnail")
ATTACHMENT_SCHEME = "attachment://"


@dataclass(frozen=True, kw_only=True)
class Sender:
    """On whose behalf a message is written, and under which limits."""

    author: User
    file_limit_bytes: int
    calling: Calling = OPEN
    interaction: Interaction | None = None
    #: Ephemeral messages exist only in answers to interactions.
    may_hide: bool = False


@dataclass(frozen=True, kw_only=True)
class MessageDesk:
    """Writes, changes and deletes messages, and tells the gateway."""

    world: World
    cdn: Cdn
    gateway: Gateway

    def draft(self, channel: Channel, sender: Sender, *, type_: MessageType = MessageType.DEFAULT) -> Message:
        """Begin a message that says nothing yet."""
        return Message(
            id=self.world.mint.mint(),
            channel=channel,
            author=sender.author,
            created_at=self.world.clock.now(),
            type=type_,
            interaction=sender.interaction,
            webhook_id=self.world.application_id if sender.interaction else None,
        )

    def fill(self, message: Message, form: Form, sender: Sender) -> None:
        """Let a message say what a body says; what the body leaves out stays."""
        fields = form.fields
        flags = self._read_flags(message, fields, sender)
        attachments = self._read_attachments(message, form, sender, is_hidden=MessageFlag.EPHEMERAL in flags)
        content = (fields["content"] or "") if "content" in fields else message.content
        embeds = (fields["embeds"] or []) if "embeds" in fields else message.embeds
        components = fields.get("components")
        _check_words(content, embeds, flags)
        if components is not None:
            check_components(components, flags)
            components = resolve_components(components, self._build_resolver(attachments))
        kept = components if components is not None else message.components
        if not (content or embeds or kept or attachments):
            raise Refused(EMPTY_MESSAGE)
        message.flags = flags & ~MessageFlag.LOADING
        message.content, message.components, message.attachments = content, kept, attachments
        message.embeds = [self._resolve_embed(embed, attachments) for embed in embeds]
        calling = read_calling(fields.get("allowed_mentions"), default=sender.calling)
        self._call(message, calling)

    def _call(self, message: Message, calling: Calling) -> None:
        called = calling.find_called(message.text, self.world.users)
        origin = message.reference
        if origin and calling.calls_replied and origin.author not in called:
            called.append(origin.author)
        message.mentions = called
        message.mentions_everyone = calling.calls_everyone(message.text)

    async def post(self, message: Message) -> None:
        """Put a message into its channel."""
        if message.channel.is_archived and not message.channel.is_locked:
            message.channel.is_archived = False
        self.world.messages[message.id] = message
        self.world.remember_edit(message)
        await self._tell("MESSAGE_CREATE", message)

    async def change(self, message: Message, form: Form, sender: Sender) -> None:
        """Edit a message."""
        self.fill(message, form, sender)
        message.edited_at = self.world.clock.now()
        self.world.remember_edit(message)
        await self._tell("MESSAGE_UPDATE", message)

    async def delete(self, message: Message) -> None:
        """Take a message away."""
        del self.world.messages[message.id]
        self.world.deleted.append(message)
        if message.is_ephemeral:
            return
        payload: Json = {"id": str(message.id), "channel_id": str(message.channel.id)}
        guild = message.channel.guild
        if guild:
            payload["guild_id"] = str(guild.id)
        await self.gateway.dispatch("MESSAGE_DELETE", payload, guild=guild)

    async def _tell(self, event: str, message: Message) -> None:
        if not message.is_ephemeral:
            await self.gateway.dispatch_message(event, message, build_message_event(message, self.cdn))

    def _read_flags(self, message: Message, fields: Json, sender: Sender) -> MessageFlag:
        given = fields.get("flags")
        if given is None:
            return message.flags
        wanted = MessageFlag(given) & SETTABLE
        if not sender.may_hide or message.id in self.world.messages:
            wanted &= ~MessageFlag.EPHEMERAL
        if MessageFlag.COMPONENTS_V2 in message.flags:
            wanted |= MessageFlag.COMPONENTS_V2
        return wanted | (message.flags & ~(MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS))

    def _read_attachments(self, message: Message, form: Form, sender: Sender, *, is_hidden: bool) -> list[Attachment]:
        if any(len(file.content) > sender.file_limit_bytes for file in form.files.values()):
            raise Refused(ENTITY_TOO_LARGE)
        listed: list[Json] | None = form.fields.get("attachments")
        old = {attachment.id: attachment for attachment in message.attachments}
        rows = {int(row["id"]): row for row in listed or []}
        if unknown := set(rows) - set(old) - set(form.files):
            reject_field("attachments.0.id", "ATTACHMENT_NOT_FOUND", f"No such attachment: {min(unknown)}")
        kept = [attachment for key, attachment in old.items() if listed is None or key in rows]
        for attachment in kept:
            attachment.description = rows.get(attachment.id, {}).get("description", attachment.description)
        place = str(message.channel.id)
        for number, file in sorted(form.files.items()):
            row = rows.get(number, {})
            named = replace(file, filename=row.get("filename") or file.filename, description=row.get("description"))
            is_spoiler = bool(row.get("is_spoiler")) or named.filename.startswith("SPOILER_")
            kept.append(self.cdn.keep(named, place=place, is_ephemeral=is_hidden, is_spoiler=is_spoiler))
        if len(kept) > MAX_FILES:
            reject_field("attachments", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_FILES} or fewer in length.")
        return kept

    def _build_resolver(self, attachments: Sequence[Attachment]) -> "MediaResolver":
        return MediaResolver(desk=self, attachments=attachments)

    def _resolve_embed(self, embed: Json, attachments: Sequence[Attachment]) -> Json:
        resolved = {"type": "rich"} | {key: value for key, value in embed.items() if value is not None}
        resolver = self._build_resolver(attachments)
        for key in EMBED_IMAGES:
            if key in resolved and resolved[key].get("url", "").startswith(ATTACHMENT_SCHEME):
                media = resolver(resolved[key]["url"]).payload
                resolved[key] = {"url": media["url"], "proxy_url": media["proxy_url"]}
        return resolved


@dataclass(frozen=True, kw_only=True)
class MediaResolver:
    """Tells what Discord knows about a picture or video that a component shows."""

    desk: MessageDesk
    attachments: Sequence[Attachment]

    def __call__(self, address: str) -> Media:
        media_id = str(self.desk.world.mint.mint())
        if not address.startswith(ATTACHMENT_SCHEME):
            return Media(payload={"id": media_id, "url": address, "proxy_url": address, "content_type": None})
        name = address.removeprefix(ATTACHMENT_SCHEME)
        attachment = next((file for file in self.attachments if file.filename == name), None)
        if attachment is None:
            reject_field("components.0.media.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", name)
        signed = self.desk.cdn.sign(attachment)
        payload: Json = {
            "id": media_id,
            "url": signed,
            "proxy_url": signed,
            "width": attachment.width,
            "height": attachment.height,
            "content_type": attachment.content_type,
            "attachment_id": str(attachment.id),
        }
        return Media(payload=payload, name=attachment.filename, size_bytes=len(attachment.content))


def _check_words(content: str, embeds: list[Json], flags: MessageFlag) -> None:
    if MessageFlag.COMPONENTS_V2 in flags and (content or embeds):
        reject_field(
            "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Not with the flag IS_COMPONENTS_V2"
        )
    if len(content) > MAX_CONTENT:
        reject_field("content", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CONTENT} or fewer in length.")
    text = sum(len(embed.get(key) or "") for embed in embeds for key in ("title", "description"))
    if text > MAX_EMBED_TEXT:
        reject_field("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
