"""Questions that people ask in private: what they made, what is announced where, and how it all works."""

from collections.abc import Sequence
from typing import TypeAlias

import discord
from discord import app_commands

from adapters.discord.desk import BudgetDesk, JobDesk, ListRules, NotifyCommand
from adapters.discord.job_list import draw_job_list
from adapters.discord.orders import name_person
from adapters.discord.places import locate, mention_channels
from adapters.discord.reply import PrivateReply, answer
from adapters.discord.text import PLATFORM
from bot.errors import RequestRefused
from bot.job.drawing import describe_prompt
from bot.job.job import Job
from bot.messages import discord as sentences
from bot.messages import job_list as list_sentences
from bot.notification import NotificationRule

#: Discord shows so many suggestions of so many characters.
_MOST_SUGGESTIONS = 25
_SUGGESTION_LENGTH = 100

Suggestions: TypeAlias = list[app_commands.Choice[str]]


class Queries:
    """Answers questions, each to the person who asked alone."""

    def __init__(
        self, desk: JobDesk, *, notify: NotifyCommand, list_rules: ListRules, budget: BudgetDesk, help_text: str
    ) -> None:
        """Ask `desk`, `notify`, `list_rules` and `budget`."""
        self._desk = desk
        self._budget = budget
        self._notify = notify
        self._list_rules = list_rules
        self._help_text = help_text

    async def list_jobs(self, interaction: discord.Interaction, *, chosen: str | None) -> None:
        """Show a person's latest jobs or the chosen one, with what can be done with each."""

        async def work(reply: PrivateReply) -> None:
            jobs = await self._desk.list_jobs(name_person(interaction.user))
            allowances = await self._describe_budget(interaction)
            if not jobs:
                await reply.tell("\n".join([sentences.no_jobs(), *allowances]))
                return
            shown = [job for job in jobs if chosen in {None, job.id}]
            if not shown:
                raise RequestRefused(sentences.job_gone())
            await reply.show(draw_job_list(shown, above=allowances))

        await answer(interaction, work)

    async def suggest_jobs(self, interaction: discord.Interaction, typed: str) -> Suggestions:
        """Return a person's jobs that fit what they have typed so far."""
        named = [(_name_job(job), job.id) for job in await self._desk.list_jobs(name_person(interaction.user))]
        return _suggest(named, typed)

    async def suggest_rules(self, interaction: discord.Interaction, typed: str) -> Suggestions:
        """Return the rules that a person may remove here and that fit what they have typed so far."""
        here = locate(interaction.channel, guild_id=interaction.guild_id)
        rules = await self._list_rules(name_person(interaction.user), here=here)
        return _suggest([(_name_rule(rule, interaction.guild), rule.id) for rule in rules], typed)

    async def notify(self, interaction: discord.Interaction, words: str) -> None:
        """Carry out `/notify`."""

        async def work(reply: PrivateReply) -> None:
            here = locate(interaction.channel, guild_id=interaction.guild_id)
            said = await self._notify(words, person=name_person(interaction.user), here=here)
            await reply.tell(mention_channels(said))

        await answer(interaction, work)

    async def help(self, interaction: discord.Interaction) -> None:
        """Explain everything."""

        async def work(reply: PrivateReply) -> None:
            await reply.tell("\n".join([self._help_text, *await self._describe_budget(interaction)]))

        await answer(interaction, work)

    async def _describe_budget(self, interaction: discord.Interaction) -> Sequence[str]:
        """Say what the person may still spend here; nothing where there is no limit."""
        here = locate(interaction.channel, guild_id=interaction.guild_id)
        allowances = await self._budget.read_allowances(name_person(interaction.user), here=here)
        return [allowance.describe() for allowance in allowances]


def _suggest(named: Sequence[tuple[str, str]], typed: str) -> Suggestions:
    fitting = [(name, value) for name, value in named if typed.casefold() in name.casefold()]
    return [app_commands.Choice(name=name, value=value) for name, value in fitting[:_MOST_SUGGESTIONS]]


def _name_job(job: Job) -> str:
    prompt = describe_prompt(job.request.options)
    return sentences.job_suggestion(state=list_sentences.job_state(job.state), prompt=prompt)[:_SUGGESTION_LENGTH]


def _name_rule(rule: NotificationRule, guild: discord.Guild | None) -> str:
    place = rule.target.place
    if guild is not None and rule.target.platform == PLATFORM and place.isdecimal():
        channel = guild.get_channel_or_thread(int(place))
        place = place if channel is None else f"#{channel.name}"
    return sentences.rule_suggestion(rule.id, place=place, only_mine=rule.only_mine)[:_SUGGESTION_LENGTH]
