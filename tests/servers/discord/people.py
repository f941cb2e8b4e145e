"""What people do in the local Discord: write, use commands, click, fill in forms; the bot's side stands elsewhere."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.servers.discord.cdn import Cdn
from tests.servers.discord.commands import (
    CHAT_INPUT,
    MESSAGE_MENU,
    NESTED,
    build_command_data,
    check_offered,
    find_command,
    list_picked_channels,
)
from tests.servers.discord.forms import Form
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.interaction_payloads import build_interaction, find_context
from tests.servers.discord.mentions import CALM, OPEN
from tests.servers.discord.message_payloads import build_attachment, build_message
from tests.servers.discord.messages import MessageDesk, Sender
from tests.servers.discord.modal_answers import FieldValue, ModalAnswers
from tests.servers.discord.payloads import build_picked_channel
from tests.servers.discord.records import (
    BUTTON,
    Channel,
    Guild,
    Interaction,
    InteractionType,
    Json,
    Message,
    MessageType,
    Upload,
    User,
    walk_components,
)
from tests.servers.discord.state import World

TOKEN_BYTES = 90


@dataclass(frozen=True, kw_only=True)
class People:
    """Does what people do, and tells the bot through the gateway."""

    world: World
    cdn: Cdn
    gateway: Gateway
    desk: MessageDesk

    async def say(
        self,
        channel: Channel,
        user: User,
        text: str = "",
        attachments: Sequence[Upload] = (),
        reply_to: Message | None = None,
    ) -> Message:
        """Write a message; a reply calls the author of what it replies to, unless that answered an interaction."""
        calling = CALM if reply_to and reply_to.interaction else OPEN
        sender = Sender(author=user, file_limit_bytes=self._find_file_limit(channel, user), calling=calling)
        type_ = MessageType.REPLY if reply_to else MessageType.DEFAULT
        message = self.desk.draft(channel, sender, type_=type_)
        if reply_to:
            message.reference, message.reference_id = reply_to, reply_to.id
        files = dict(enumerate(attachments))
        self.desk.fill(message, Form(payload={"content": text}, files=files), sender)
        for attachment, upload in zip(message.attachments, attachments, strict=True):
            attachment.description = upload.description
        await self.desk.post(message)
        return message

    async def forward(self, message: Message, *, user: User, channel: Channel) -> Message:
        """Pass a message on."""
        sender = Sender(author=user, file_limit_bytes=0)
        passed_on = self.desk.draft(channel, sender)
        passed_on.forwarded = message
        await self.desk.post(passed_on)
        return passed_on

    async def slash(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        *,
        user: User,
        channel: Channel,
        attachments: Mapping[str, Upload] | None = None,
    ) -> Interaction:
        """Use a slash command; `name` may lead to a subcommand by spaces."""
        head, *path = name.split()
        command = self._find_command(head, CHAT_INPUT, user, channel)
        kept = self._keep(attachments or {})
        values = dict(options or {}) | {option: row["id"] for option, row in kept.items()}
        data = build_command_data(command, path, values)
        resolved = {"attachments": {row["id"]: row for row in kept.values()}, "channels": self._resolve(data, user)}
        if any(resolved.values()):
            data["resolved"] = {kind: rows for kind, rows in resolved.items() if rows}
        return await self._interact(InteractionType.COMMAND, data, user=user, channel=channel)

    def _resolve(self, data: Json, user: User) -> dict[str, Json]:
        """Describe the channels that somebody picked in a command."""
        picked = [self.world.find_channel(int(channel_id)) for channel_id in list_picked_channels(data)]
        return {
            str(channel.id): build_picked_channel(channel, self.world.compute_permissions(channel, user))
            for channel in picked
        }

    async def autocomplete(
        self, name: str, options: Mapping[str, object], *, focused: str, user: User, channel: Channel
    ) -> Interaction:
        """Type into an option of a slash command; the suggestions come into `choices`."""
        command = self._find_command(name, CHAT_INPUT, user, channel)
        declared = {option["name"]: option["type"] for option in command["options"] if option["type"] not in NESTED}
        rows = [
            {"name": key, "type": declared[key], "value": value} | ({"focused": True} if key == focused else {})
            for key, value in options.items()
        ]
        data = {"id": command["id"], "name": command["name"], "type": CHAT_INPUT, "options": rows}
        return await self._interact(InteractionType.AUTOCOMPLETE, data, user=user, channel=channel)

    async def message_command(self, name: str, message: Message, *, user: User) -> Interaction:
        """Use an entry of a message's menu."""
        command = self._find_command(name, MESSAGE_MENU, user, message.channel)
        data = {
            "id": command["id"],
            "name": command["name"],
            "type": MESSAGE_MENU,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): build_message(message, self.cdn)}},
        }
        return await self._interact(InteractionType.COMMAND, data, user=user, channel=message.channel)

    async def click(self, message_id: int, custom_id: str, *, user: User) -> Interaction:
        """Press a button that is there and not disabled."""
        message = self._find_visible(message_id, user)
        button = _find_part(message, custom_id)
        if button["type"] != BUTTON or button.get("disabled"):
            problem = f"the button {custom_id!r} cannot be pressed"
            raise LookupError(problem)
        data = {"custom_id": custom_id, "component_type": BUTTON, "id": button["id"]}
        return await self._interact(
            InteractionType.COMPONENT, data, user=user, channel=message.channel, message=message
        )

    async def select(self, message_id: int, custom_id: str, values: Sequence[str], *, user: User) -> Interaction:
        """Choose from a list in a message."""
        message = self._find_visible(message_id, user)
        part = _find_part(message, custom_id)
        known = {option["value"] for option in part.get("options") or []}
        if not set(values) <= known:
            problem = f"the list {custom_id!r} offers {sorted(known)}"
            raise LookupError(problem)
        data = {"custom_id": custom_id, "component_type": part["type"], "id": part["id"], "values": list(values)}
        return await self._interact(
            InteractionType.COMPONENT, data, user=user, channel=message.channel, message=message
        )

    async def submit_modal(
        self, interaction: Interaction, values: Mapping[str, FieldValue], *, user: User | None = None
    ) -> Interaction:
        """Send the form that an interaction was answered with; fields not named keep what they were given."""
        modal = interaction.modal
        if modal is None:
            problem = "the interaction was not answered with a form"
            raise LookupError(problem)
        fields = {part["custom_id"] for part in walk_components(modal["components"]) if part.get("custom_id")}
        if unknown := set(values) - fields:
            problem = f"the form has no fields {sorted(unknown)}, but {sorted(fields)}"
            raise LookupError(problem)
        answers = ModalAnswers(values=values, keep=self._keep)
        rows = [answers.fill_row(row) for row in modal["components"]]
        data: Json = {"custom_id": modal["custom_id"], "components": rows}
        if answers.resolved:
            data["resolved"] = {"attachments": answers.resolved}
        return await self._interact(
            InteractionType.MODAL_SUBMIT,
            data,
            user=user or interaction.user,
            channel=interaction.channel,
            message=interaction.message,
            trigger=interaction,
        )

    def _keep(self, uploads: Mapping[str, Upload]) -> dict[str, Json]:
        place = str(self.world.application_id)
        return {
            key: build_attachment(self.cdn.keep(upload, place=place, is_ephemeral=True), self.cdn)
            for key, upload in uploads.items()
        }

    def _find_visible(self, message_id: int, user: User) -> Message:
        message = self.world.messages[message_id]
        if message.is_ephemeral and message.viewer is not user:
            problem = "only one person sees this message"
            raise LookupError(problem)
        return message

    def _find_file_limit(self, channel: Channel, user: User) -> int:
        return max(user.upload_limit_bytes, self.world.compute_file_limit(channel))

    async def _interact(
        self,
        type_: InteractionType,
        data: Json,
        *,
        user: User,
        channel: Channel,
        message: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        interaction = Interaction(
            id=self.world.mint.mint(),
            token=secrets.token_urlsafe(TOKEN_BYTES),
            type=type_,
            user=user,
            channel=channel,
            created_at=self.world.clock.now(),
            data=data,
            file_limit_bytes=self._find_file_limit(channel, user),
            owners=self._find_owners(channel, user),
            message=message,
            trigger=trigger,
        )
        self.world.interactions[interaction.token] = interaction
        payload = build_interaction(interaction, self.world, self.cdn)
        home = channel.guild if channel.guild and channel.guild.has_bot else None
        await self.gateway.dispatch("INTERACTION_CREATE", payload, guild=home)
        return interaction

    def _find_command(self, name: str, kind: int, user: User, channel: Channel) -> Json:
        command = find_command(self.world, name, kind, channel.guild.id if channel.guild else None)
        owners = self._find_owners(channel, user)
        check_offered(command, context=find_context(channel, self.world), installs=[int(kind) for kind in owners])
        return command

    def _find_owners(self, channel: Channel, user: User) -> dict[str, str]:
        """Tell who installed the app for this: the server, or the person alone."""
        guild: Guild | None = channel.guild
        if guild and guild.has_bot:
            return {"0": str(guild.id)}
        is_with_bot = guild is None and self.world.bot in channel.recipients and not user.installed_app
        return {"0": "0"} if is_with_bot else {"1": str(user.id)}


def _find_part(message: Message, custom_id: str) -> Json:
    for part in message.all_components:
        if part.get("custom_id") == custom_id:
            return part
    known = [part["custom_id"] for part in message.all_components if part.get("custom_id")]
    problem = f"the message has nothing named {custom_id!r}, but {known}"
    raise LookupError(problem)
