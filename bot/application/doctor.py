"""`flipbook doctor`: a look at everything that is set up outside of this machine."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from adapters.discord.doctor import examine_discord
from adapters.slack.doctor import examine_installations, examine_slack
from bot.application.console import find_database
from bot.application.discord_side import find_command_memory
from bot.application.foundations import read_secret
from bot.application.keys import derive_key
from bot.application.slack_side import SLACK_TOKENS
from bot.checkup import Finding
from bot.errors import RequestRefused
from bot.messages import discord_setup as discord_sentences
from bot.messages import slack_setup as slack_sentences
from bot.settings import Settings
from storage.database import Database, open_database
from storage.installations import SqlInstallationStore
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
    findings = [Finding(is_good=False, sentence=sentence) for sentence in _list_slack_gaps(settings)]
    is_for_many = settings.slack_client_id is not None and settings.slack_client_secret is not None
    bot_token = None if is_for_many else settings.slack_bot_token
    async with _open_known_database(settings) as database:
        rules = None if database is None else SqlNotificationStore(database)
        findings += await examine_slack(bot_token, app_token=settings.slack_app_token, rules=rules)
        if is_for_many and database is not None:
            findings += await examine_installations(await _build_book(settings, database), rules=rules)
    return findings


def _list_slack_gaps(settings: Settings) -> Sequence[str]:
    """Say what the settings for Slack lack or have too much of."""
    gaps = []
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        gaps.append(slack_sentences.needs_a_line())
    if (settings.slack_client_id is None) is not (settings.slack_client_secret is None):
        gaps.append(slack_sentences.needs_both_credentials())
    elif settings.slack_client_id is not None:
        if settings.public_base_url is None:
            gaps.append(slack_sentences.needs_an_address_to_install())
        if settings.slack_bot_token is not None:
            gaps.append(slack_sentences.needs_one_kind_of_token())
    return gaps


async def _build_book(settings: Settings, database: Database) -> SqlInstallationStore:
    secret = await asyncio.to_thread(read_secret, settings)
    return SqlInstallationStore(
        database,
        client_id=settings.slack_client_id or "",
        secrets=[derive_key(secret, purpose=SLACK_TOKENS)],
    )


@asynccontextmanager
async def _open_known_database(settings: Settings) -> AsyncIterator[Database | None]:
    """Lend the bot's database, or nothing where no bot has ever run."""
    try:
        address = find_database(settings)
    except RequestRefused:
        yield None
        return
    async with open_database(address) as database:
        yield database
