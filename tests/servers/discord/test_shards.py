"""The real client with several shards."""

import asyncio

import discord

from tests.servers.discord.bare_bot import ANIMATE
from tests.servers.discord.commands import replace_commands
from tests.servers.discord.records import Channel, User
from tests.servers.discord.server import LocalDiscord


class ShardedBot(discord.AutoShardedClient):
    """Answers everything later."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait between two shards."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer later."""
        await interaction.response.defer()


async def test_sharded_client_answers_and_resumes(server: LocalDiscord, channel: Channel, anna: User) -> None:
    server.world.shards = 2
    replace_commands(server.world, None, [ANIMATE])
    bot = ShardedBot(intents=discord.Intents.default(), guild_ready_timeout=0.01)
    with server.install_into_client_library():
        async with asyncio.TaskGroup() as group, bot:
            group.create_task(bot.start(server.token))
            await server.until(lambda: len(server.gateway.identifies) == 2 and server.gateway.is_ready)
            server.gateway.drop()
            used = await server.slash("animate", {"prompt": "x"}, user=anna, channel=channel)
            await server.until(lambda: used.is_acknowledged and len(server.gateway.resumes) == 2)
            await bot.close()

    assert len(server.gateway.sessions) <= 2
    assert used.response
