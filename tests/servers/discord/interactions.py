"""The life of an interaction: seconds to answer, fifteen minutes of a token, and the messages in between."""

from dataclasses import dataclass

from aiohttp import web

from tests.servers.discord.answers import build_empty, build_json
from tests.servers.discord.cdn import Cdn
from tests.servers.discord.errors import (
    ALREADY_ACKNOWLEDGED,
    TOKEN_EXPIRED,
    TOO_MANY_FOLLOWUPS,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    Refused,
    reject_field,
)
from tests.servers.discord.forms import Form, read_form
from tests.servers.discord.mentions import PEOPLE_ONLY
from tests.servers.discord.message_payloads import build_message
from tests.servers.discord.messages import MessageDesk, Sender
from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import (
    CallbackType,
    Interaction,
    InteractionType,
    Json,
    Message,
    MessageFlag,
    MessageType,
)
from tests.servers.discord.state import World

#: Discord says three, but a machine that stands still for a moment must not look like a bot that is slow.
ANSWER_SECONDS = 30
TOKEN_SECONDS = 15 * 60
MAX_USER_ONLY_FOLLOWUPS = 5
MESSAGE_COMMAND = 3
#: Which answers fit to what was done; updates need a message as well.
FITTING = {
    InteractionType.COMMAND: {CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE, CallbackType.MODAL},
    InteractionType.COMPONENT: set(CallbackType) - {CallbackType.AUTOCOMPLETE},
    InteractionType.AUTOCOMPLETE: {CallbackType.AUTOCOMPLETE},
    InteractionType.MODAL_SUBMIT: set(CallbackType) - {CallbackType.AUTOCOMPLETE, CallbackType.MODAL},
}
UPDATES = {CallbackType.DEFERRED_UPDATE, CallbackType.UPDATE}


@dataclass(frozen=True, kw_only=True)
class InteractionPages:
    """The routes that need the token of an interaction instead of the bot's."""

    world: World
    cdn: Cdn
    desk: MessageDesk

    async def callback(self, request: web.Request) -> web.Response:
        """Take the first answer."""
        form = await read_form(request)
        interaction = self._find_waiting(request)
        callback = _read_callback(interaction, form)
        interaction.callback = callback
        interaction.acknowledged_at = self.world.clock.now()
        try:
            await self._answer(interaction, callback, form)
        except Refused:
            interaction.callback = interaction.acknowledged_at = None
            raise
        if request.query.get("with_response") not in {"1", "true"}:
            return build_empty()
        return build_json(self._describe(interaction, callback))

    def _find_waiting(self, request: web.Request) -> Interaction:
        interaction = self.world.interactions.get(request.match_info["interaction_token"])
        if interaction is None or str(interaction.id) != request.match_info["interaction_id"]:
            raise Refused(UNKNOWN_INTERACTION)
        if interaction.is_acknowledged:
            raise Refused(ALREADY_ACKNOWLEDGED)
        if self._age_seconds(interaction) > ANSWER_SECONDS:
            raise Refused(UNKNOWN_INTERACTION)
        return interaction

    async def _answer(self, interaction: Interaction, callback: CallbackType, form: Form) -> None:
        inner = Form(payload=form.fields.get("data") or {}, files=form.files)
        if callback is CallbackType.MESSAGE:
            interaction.response = await self._write(interaction, inner, reply_to=interaction.message)
        elif callback is CallbackType.DEFERRED_MESSAGE:
            await self._think(interaction, inner)
        elif callback is CallbackType.UPDATE and interaction.message:
            await self.desk.change(interaction.message, inner, self._build_sender(interaction))
        elif callback is CallbackType.AUTOCOMPLETE:
            interaction.choices = inner.fields["choices"]
        elif callback is CallbackType.MODAL:
            interaction.modal = inner.fields
        if callback in UPDATES:
            interaction.response = interaction.message

    async def _think(self, interaction: Interaction, form: Form) -> None:
        message = self.desk.draft(
            interaction.channel, self._build_sender(interaction), type_=_find_message_type(interaction)
        )
        message.flags = MessageFlag.LOADING
        if form.fields.get("flags", 0) & MessageFlag.EPHEMERAL or self._must_hide(interaction):
            message.flags |= MessageFlag.EPHEMERAL
            message.viewer = interaction.user
        interaction.response = message
        await self.desk.post(message)

    async def _write(self, interaction: Interaction, form: Form, *, reply_to: Message | None) -> Message:
        sender = self._build_sender(interaction)
        type_ = MessageType.REPLY if reply_to else _find_message_type(interaction)
        message = self.desk.draft(interaction.channel, sender, type_=type_)
        if reply_to:
            message.reference, message.reference_id = reply_to, reply_to.id
        if self._must_hide(interaction):
            message.flags |= MessageFlag.EPHEMERAL
        self.desk.fill(message, form, sender)
        if message.is_ephemeral:
            message.viewer = interaction.user
        await self.desk.post(message)
        return message

    def _describe(self, interaction: Interaction, callback: CallbackType) -> Json:
        answer: Json = {"id": str(interaction.id), "type": int(interaction.type)}
        described: Json = {"interaction": answer}
        message = interaction.response
        if message is None:
            return described
        answer["response_message_id"] = str(message.id)
        answer["response_message_loading"] = message.is_loading
        answer["response_message_ephemeral"] = message.is_ephemeral
        if callback in {CallbackType.MESSAGE, CallbackType.UPDATE}:
            described["resource"] = {"type": int(callback), "message": build_message(message, self.cdn)}
        return described

    async def follow_up(self, request: web.Request) -> web.Response:
        """Take a further message; the first one after a deferred answer fills that."""
        interaction = self._find_living(request)
        form = await read_form(request)
        response = interaction.response
        if response and response.is_loading:
            await self.desk.change(response, form, self._build_sender(interaction))
            return build_json(build_message(response, self.cdn))
        if interaction.is_user_only and len(interaction.followups) >= MAX_USER_ONLY_FOLLOWUPS:
            raise Refused(TOO_MANY_FOLLOWUPS)
        message = await self._write(interaction, form, reply_to=response)
        interaction.followups.append(message)
        return build_json(build_message(message, self.cdn))

    async def read(self, request: web.Request) -> web.Response:
        """Show an answer."""
        message = self._find_answer(request, self._find_living(request))
        return build_json(build_message(message, self.cdn))

    async def edit(self, request: web.Request) -> web.Response:
        """Change an answer."""
        interaction = self._find_living(request)
        message = self._find_answer(request, interaction)
        await self.desk.change(message, await read_form(request), self._build_sender(interaction))
        return build_json(build_message(message, self.cdn))

    async def delete(self, request: web.Request) -> web.Response:
        """Take an answer away."""
        await self.desk.delete(self._find_answer(request, self._find_living(request)))
        return build_empty()

    def _find_living(self, request: web.Request) -> Interaction:
        interaction = self.world.interactions.get(request.match_info["webhook_token"])
        is_other = request.match_info["webhook_id"] != str(self.world.application_id)
        if interaction is None or is_other or not interaction.is_acknowledged:
            raise Refused(UNKNOWN_WEBHOOK)
        if self._age_seconds(interaction) > TOKEN_SECONDS:
            raise Refused(TOKEN_EXPIRED)
        return interaction

    def _find_answer(self, request: web.Request, interaction: Interaction) -> Message:
        wanted = request.match_info["message_id"]
        if wanted == "@original":
            message = interaction.response
        else:
            message = next((answer for answer in interaction.answers if str(answer.id) == wanted), None)
        if message is None or message.id not in self.world.messages:
            raise Refused(UNKNOWN_MESSAGE)
        return message

    def _build_sender(self, interaction: Interaction) -> Sender:
        return Sender(
            author=self.world.bot,
            file_limit_bytes=interaction.file_limit_bytes,
            calling=PEOPLE_ONLY,
            interaction=interaction,
            may_hide=True,
        )

    def _must_hide(self, interaction: Interaction) -> bool:
        permissions = self.world.compute_permissions(interaction.channel, interaction.user)
        is_in_guild = interaction.channel.guild is not None
        return is_in_guild and interaction.is_user_only and Permission.USE_EXTERNAL_APPS not in permissions

    def _age_seconds(self, interaction: Interaction) -> float:
        return (self.world.clock.now() - interaction.created_at).total_seconds()


def _read_callback(interaction: Interaction, form: Form) -> CallbackType:
    given = form.fields.get("type")
    if given not in set(CallbackType):
        reject_field("type", "BASE_TYPE_CHOICES", "Not a type of answer")
    callback = CallbackType(given)
    if callback not in FITTING[interaction.type] or (callback in UPDATES and interaction.message is None):
        reject_field("type", "INTERACTION_CALLBACK_TYPE_INVALID", "This interaction cannot be answered so")
    return callback


def _find_message_type(interaction: Interaction) -> MessageType:
    if interaction.type is InteractionType.COMPONENT:
        return MessageType.REPLY
    if interaction.type is not InteractionType.COMMAND:
        return MessageType.DEFAULT
    is_menu = interaction.data["type"] == MESSAGE_COMMAND
    return MessageType.CONTEXT_MENU_COMMAND if is_menu else MessageType.CHAT_INPUT_COMMAND
