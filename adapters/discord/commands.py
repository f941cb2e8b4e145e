"""The commands that Discord offers people, generated from the option table."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import Parameter, Signature
from types import MappingProxyType
from typing import Any, TypeAlias

import discord
from discord import app_commands

from adapters.discord.event_gate import EventGate
from adapters.discord.forms import PICTURES_ONLY
from adapters.discord.handlers import RunningHandlers
from adapters.discord.orders import Orders
from adapters.discord.queries import Queries
from adapters.discord.reply import say_at_once
from bot.messages import discord as sentences
from bot.request.option import Option, OptionKind
from bot.request.options import OPTIONS

logger = logging.getLogger(__name__)

_DESCRIPTION_LENGTH = 100
_TEXT_LENGTH = 6000

_EVERYONE, _REMOVE = "everyone", "remove"

Tree: TypeAlias = app_commands.CommandTree[Any]

_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
_SERVER_INSTALLS = app_commands.AppInstallationType(guild=True, user=False)

_TYPES: Mapping[OptionKind, Any] = MappingProxyType(
    {
        OptionKind.PICTURE: discord.Attachment,
        OptionKind.SWITCH: bool,
        OptionKind.INTEGER: int,
    }
)


@dataclass(frozen=True, kw_only=True)
class CommandParts:
    """What commands lead to."""

    orders: Orders
    queries: Queries


class FlipbookTree(app_commands.CommandTree[Any]):
    """The commands, with an answer even to what the library could not read."""

    def __init__(self, client: discord.Client, *, handlers: RunningHandlers, gate: EventGate) -> None:
        """Register what runs with `handlers`; run what `gate` lets through."""
        super().__init__(client)
        self._handlers = handlers
        self._gate = gate

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let a command run, unless another process answers it or the bot is leaving."""
        if not await self._gate.may_answer(interaction.id):
            return False
        if self._handlers.join():
            return True
        await say_at_once(interaction, sentences.leaving())
        return False

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Log what broke before any command was reached, and tell the person."""
        reference = secrets.token_hex(4)
        logger.error("A command broke", exc_info=error, extra={"reference": reference})
        if not interaction.response.is_done():
            await say_at_once(interaction, sentences.something_broke(reference))


class PictureCommand(app_commands.Command[Any, ..., None]):
    """A command that asks people for pictures alone, which the library cannot say yet."""

    def to_dict(self, tree: Tree) -> dict[str, Any]:
        """Describe the command to Discord."""
        return _ask_for_pictures(super().to_dict(tree))

    async def get_translated_payload(self, tree: Tree, translator: app_commands.Translator) -> dict[str, Any]:
        """Describe the command to Discord in all languages."""
        return _ask_for_pictures(await super().get_translated_payload(tree, translator))


def _ask_for_pictures(command: dict[str, Any]) -> dict[str, Any]:
    for option in command["options"]:
        if option["type"] == discord.AppCommandOptionType.attachment.value:
            option["file_types"] = list(PICTURES_ONLY)
    return command


def limit_to_installs(tree: Tree, application: discord.AppInfo | None) -> None:
    """Offer the commands of `tree` where the application may be installed, as its owner set it in Discord's portal."""
    is_for_people = application is not None and application.user_integration_config is not None
    tree.allowed_installs = app_commands.AppInstallationType(guild=True, user=is_for_people)
    tree.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=is_for_people)


def add_commands(tree: Tree, parts: CommandParts) -> None:
    """Add every command to `tree`."""
    tree.add_command(_build_animate(parts.orders))
    tree.add_command(_build_menu(parts.orders))
    tree.add_command(_build_jobs(parts.queries))
    tree.add_command(_build_notify(parts.queries))
    tree.add_command(_build_help(parts.queries))


def _build_animate(orders: Orders) -> app_commands.Command[Any, ..., None]:
    async def animate(interaction: discord.Interaction, **values: object) -> None:
        await orders.take_command(interaction, {name: value for name, value in values.items() if value is not None})

    # The library reads a command's options from the signature of its function.
    animate.__signature__ = _build_signature()  # type: ignore[attr-defined] # `inspect` looks for it on any function
    app_commands.describe(**{option.name: option.help[:_DESCRIPTION_LENGTH] for option in OPTIONS})(animate)
    app_commands.rename(**{option.name: app_commands.locale_str(option.name) for option in OPTIONS})(animate)
    app_commands.choices(
        **{
            option.name: [app_commands.Choice(name=choice.label, value=choice.value) for choice in option.choices]
            for option in OPTIONS
            if option.kind is OptionKind.CHOICE
        }
    )(animate)
    return PictureCommand(
        name="animate",
        description=sentences.animate_command(),
        callback=animate,
    )


def _build_signature() -> Signature:
    interaction = Parameter("interaction", Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction)
    options = [
        Parameter(option.name, Parameter.KEYWORD_ONLY, default=None, annotation=_build_annotation(option) | None)
        for option in OPTIONS
    ]
    return Signature([interaction, *options])


def _build_annotation(option: Option) -> Any:  # noqa: ANN401  # annotations have no type of their own
    if option.kind is OptionKind.INTEGER:
        return app_commands.Range[int, option.minimum, option.maximum]
    if option.kind in _TYPES:
        return _TYPES[option.kind]
    if option.kind is OptionKind.CHOICE:
        return str
    return app_commands.Range[str, 0, min(option.max_length or _TEXT_LENGTH, _TEXT_LENGTH)]


def _build_menu(orders: Orders) -> app_commands.ContextMenu:
    async def animate_message(interaction: discord.Interaction, message: discord.Message) -> None:
        await orders.open_draft(interaction, message)

    return app_commands.ContextMenu(
        name=sentences.menu_command(),
        callback=animate_message,
    )


def _build_jobs(queries: Queries) -> app_commands.Command[Any, ..., None]:
    @app_commands.describe(video=sentences.jobs_video())
    @app_commands.rename(video=app_commands.locale_str(sentences.jobs_video_name()))
    async def jobs(interaction: discord.Interaction, video: str | None = None) -> None:
        await queries.list_jobs(interaction, chosen=video)

    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="jobs",
        description=sentences.jobs_command(),
        callback=jobs,
    )
    command.autocomplete("video")(queries.suggest_jobs)
    return command


def _build_help(queries: Queries) -> app_commands.Command[Any, ..., None]:
    async def show_help(interaction: discord.Interaction) -> None:
        await queries.help(interaction)

    return app_commands.Command(
        name="help",
        description=sentences.help_command(),
        callback=show_help,
    )


def _build_notify(queries: Queries) -> app_commands.Command[Any, ..., None]:
    @app_commands.describe(
        what=sentences.notify_what(), channel=sentences.notify_channel(), rule=sentences.notify_rule()
    )
    @app_commands.rename(
        what=app_commands.locale_str(sentences.notify_what_name()),
        channel=app_commands.locale_str(sentences.notify_channel_name()),
        rule=app_commands.locale_str(sentences.notify_rule_name()),
    )
    @app_commands.choices(
        what=[
            app_commands.Choice(name=sentences.notify_everyone(), value=_EVERYONE),
            app_commands.Choice(name=sentences.notify_mine(), value="mine"),
            app_commands.Choice(name=sentences.notify_list(), value="list"),
            app_commands.Choice(name=sentences.notify_remove(), value=_REMOVE),
        ]
    )
    async def notify(
        interaction: discord.Interaction,
        what: str = _EVERYONE,
        channel: discord.TextChannel | None = None,
        rule: str | None = None,
    ) -> None:
        await queries.notify(interaction, _spell_notify(what, channel=channel, rule=rule))

    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="notify",
        description=sentences.notify_command(),
        callback=notify,
        allowed_installs=_SERVER_INSTALLS,
        allowed_contexts=_SERVERS,
    )
    command.autocomplete("rule")(queries.suggest_rules)
    return command


def _spell_notify(what: str, *, channel: discord.TextChannel | None, rule: str | None) -> str:
    """Return what somebody would have typed after `/notify` where commands are typed."""
    if what == _REMOVE:
        return f"remove {rule or ''}".strip()
    words = [] if what == _EVERYONE else [what]
    return " ".join([*words, *([f"#{channel.id}"] if channel is not None else [])])
