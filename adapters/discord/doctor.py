"""Looks at how the bot stands in Discord, and says what to do where something is wrong. It changes nothing."""

from collections.abc import Sequence
from pathlib import Path

import discord
from discord import app_commands
from pydantic import SecretStr

from adapters.discord.command_sync import are_registered
from adapters.discord.commands import Tree
from adapters.discord.errors import TokenRefused, calling_discord
from adapters.discord.invite import build_invite
from adapters.discord.places import WANTED_PERMISSIONS, list_missing
from adapters.discord.sizes import UploadSizes
from bot.checkup import Finding
from bot.errors import ServiceFailed
from bot.messages import discord_setup as sentences
from bot.messages.discord import menu_command

_COMMANDS = frozenset({"animate", "jobs", "notify", "help", menu_command()})
_MOST_SERVERS = 20
_MEGABYTE = 1024 * 1024
#: Channels in which people can take commands, or in whose posts they can.
_POSTABLE = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.ForumChannel)


async def examine_discord(token: SecretStr, *, command_memory: Path) -> Sequence[Finding]:
    """Return what there is to say about token, application, commands, servers and channels.

    `command_memory` is where the bot wrote down which commands it told Discord.
    """
    client = discord.Client(intents=discord.Intents(guilds=True))
    async with client:
        try:
            async with calling_discord():
                await client.login(token.get_secret_value())
            return [Finding(is_good=True, sentence=sentences.token_works()), *await _examine(client, command_memory)]
        except TokenRefused:
            return [Finding(is_good=False, sentence=sentences.token_fails())]
        except ServiceFailed as error:
            return [Finding(is_good=False, sentence=sentences.checkup_failed(error.sentence, code=error.code))]


async def _examine(client: discord.Client, command_memory: Path) -> list[Finding]:
    async with calling_discord():
        application = await client.application_info()
    findings = [
        _examine_endpoint(application),
        _examine_installs(application),
        await _examine_commands(app_commands.CommandTree(client), command_memory),
    ]
    async with calling_discord():
        guilds = [guild async for guild in client.fetch_guilds(limit=_MOST_SERVERS + 1)]
    if not guilds:
        invite = build_invite(client.application_id or 0)
        findings.append(Finding(is_good=False, sentence=sentences.in_no_server(invite)))
    for guild in guilds[:_MOST_SERVERS]:
        findings += await _examine_guild(client, guild)
    if len(guilds) > _MOST_SERVERS:
        findings.append(Finding(is_good=True, sentence=sentences.more_servers(_MOST_SERVERS)))
    return findings


def _examine_endpoint(application: discord.AppInfo) -> Finding:
    if application.interactions_endpoint_url:
        return Finding(is_good=False, sentence=sentences.endpoint_is_set())
    return Finding(is_good=True, sentence=sentences.no_intents_needed())


def _examine_installs(application: discord.AppInfo) -> Finding:
    """Say where the application can be installed; where Discord names nothing, that is in servers."""
    is_for_people = application.user_integration_config is not None
    if is_for_people and application.guild_integration_config is None:
        return Finding(is_good=False, sentence=sentences.not_for_servers())
    return Finding(is_good=True, sentence=sentences.installs_found(is_for_people=is_for_people))


async def _examine_commands(tree: Tree, memory: Path) -> Finding:
    async with calling_discord():
        commands = await tree.fetch_commands()
    missing = sorted(_COMMANDS - {command.name for command in commands})
    if missing:
        return Finding(is_good=False, sentence=sentences.commands_missing(tuple(missing)))
    if not await are_registered(commands, memory=memory):
        return Finding(is_good=False, sentence=sentences.commands_differ())
    return Finding(is_good=True, sentence=sentences.commands_known())


async def _examine_guild(client: discord.Client, guild: discord.Guild) -> list[Finding]:
    try:
        async with calling_discord():
            whole = await client.fetch_guild(guild.id)
            me = await whole.fetch_member(0 if client.user is None else client.user.id)
            channels = [one for one in await whole.fetch_channels() if isinstance(one, _POSTABLE)]
    except ServiceFailed as error:
        return [Finding(is_good=False, sentence=sentences.server_unknown(guild.name, code=error.code))]
    rights = [(channel.name, channel.permissions_for(me)) for channel in channels]
    # A channel that the bot cannot even see was most likely closed to it on purpose.
    hidden = tuple(name for name, granted in rights if not granted.view_channel)
    lacks = [
        (name, list_missing(granted, needed=WANTED_PERMISSIONS)) for name, granted in rights if granted.view_channel
    ]
    closed = [
        Finding(is_good=False, sentence=sentences.channel_closed(name, server=whole.name, missing=missing))
        for name, missing in lacks
        if missing
    ]
    found = sentences.server_found(
        whole.name,
        limit_megabytes=(await UploadSizes().list_rungs(whole))[0] / _MEGABYTE,
        open_count=len(lacks) - len(closed),
        channel_count=len(channels),
    )
    unseen = [Finding(is_good=True, sentence=sentences.channels_hidden(hidden, server=whole.name))] if hidden else []
    return [Finding(is_good=True, sentence=found), *closed, *unseen]
