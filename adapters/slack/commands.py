"""The commands that people type."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from adapters.slack.custom_ids import ANIMATE_COMMAND, JOBS_COMMAND, NOTIFY_COMMAND
from adapters.slack.form_opening import FormOpening
from adapters.slack.occasion import Occasion
from adapters.slack.payloads import SlashCommand
from adapters.slack.queries import Queries
from adapters.slack.reply import PrivateReply
from adapters.slack.text import unescape_text
from bot.request.options import PROMPT

_HELP = "help"

_Deed = Callable[[PrivateReply, Occasion, SlashCommand], Awaitable[None]]


class Commands:
    """Does what commands say; they carry no pictures, so that `/animate` opens a form for them."""

    def __init__(self, *, opening: FormOpening, queries: Queries) -> None:
        """Hand questions to `queries` and everything else to `opening`."""
        self._opening = opening
        self._queries = queries
        self._deeds: Mapping[str, _Deed] = MappingProxyType(
            {ANIMATE_COMMAND: self._animate, JOBS_COMMAND: self._list_jobs, NOTIFY_COMMAND: self._notify}
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Return every command with its slash."""
        return tuple(self._deeds)

    async def take(self, reply: PrivateReply, occasion: Occasion, command: SlashCommand) -> None:
        """Do what a command says."""
        await self._deeds[command.command](reply, occasion, command)

    async def _animate(self, reply: PrivateReply, occasion: Occasion, command: SlashCommand) -> None:
        words = unescape_text(command.text).strip()
        if words.casefold() == _HELP:
            await self._queries.help(reply)
            return
        await self._opening.open_new(occasion, command.trigger_id, words={PROMPT.name: words} if words else {})

    async def _list_jobs(self, reply: PrivateReply, occasion: Occasion, command: SlashCommand) -> None:
        del command
        await self._queries.list_jobs(reply, occasion)

    async def _notify(self, reply: PrivateReply, occasion: Occasion, command: SlashCommand) -> None:
        await self._queries.notify(reply, occasion, command.text)
