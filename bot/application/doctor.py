"""`flipbook doctor`: a look at everything that is set up outside of this machine."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from adapters.discord.doctor import examine_discord
from adapters.slack.doctor import examine_slack
from bot.application.console import find_database
from bot.application.discord_side import find_command_memory
from bot.checkup import Finding
from bot.errors import RequestRefused
from bot.messages import discord_setup as discord_sentences
from bot.messages import slack_setup as slack_sentences
from bot.ports import NotificationStore
from bot.settings import Settings
from storage.database import open_database
from storage.notifications import SqlNotificationStore


async def run_doctor(settings: Settings) -> Sequence[Finding]:
    """Look at everything that is set up outside of this machine; nothing is changed."""
    return [*await _examine_discord(settings), *await _examine_slack(settings)]


async def _examine_discord(settings: Settings) -> Sequence[Finding]:
    if settings.discord_token is None:
        return [Finding(is_good=True, sentence=discord_sentences.switched_off())]
    return await examine_discord(settings.discord_token, command_memory=find_command_memory(settings))


async def _examine_slack(settings: Settings) -> Sequence[Finding]:
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        return [Finding(is_good=True, sentence=slack_sentences.switched_off())]
    async with _open_rules(settings) as rules:
        findings = await examine_slack(settings.slack_bot_token, app_token=settings.slack_app_token, rules=rules)
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        return [Finding(is_good=False, sentence=slack_sentences.needs_a_line()), *findings]
    return findings


@asynccontextmanager
async def _open_rules(settings: Settings) -> AsyncIterator[NotificationStore | None]:
    """Lend the rules that say where videos are announced, or nothing where no bot has ever run."""
    try:
        address = find_database(settings)
    except RequestRefused:
        yield None
        return
    async with open_database(address) as database:
        yield SqlNotificationStore(database)
