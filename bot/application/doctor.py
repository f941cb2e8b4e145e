"""`flipbook doctor`: a look at everything that is set up outside of this machine."""

from collections.abc import Sequence

from adapters.discord.doctor import examine_discord
from bot.checkup import Finding
from bot.messages import discord as discord_sentences
from bot.settings import Settings


async def run_doctor(settings: Settings) -> Sequence[Finding]:
    """Look at everything that is set up outside of this machine; nothing is changed."""
    if settings.discord_token is None:
        return (Finding(is_good=True, sentence=discord_sentences.switched_off()),)
    return await examine_discord(settings.discord_token)
