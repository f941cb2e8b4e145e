"""Discord, wired to the core."""

from dataclasses import dataclass
from pathlib import Path

from adapters.discord.app import DiscordParts
from adapters.discord.connection import DiscordConnection
from adapters.discord.event_gate import claim_everything
from adapters.discord.platform import DiscordPlatform
from adapters.discord.video_post import VideoPosting
from bot.application.core import Core
from bot.application.foundations import Foundations
from bot.help import build_help
from bot.media.video_file import VideoFiles
from bot.settings import Settings


@dataclass(frozen=True, kw_only=True)
class DiscordSide:
    """What posts to Discord, before anybody can ask for anything there."""

    connection: DiscordConnection
    videos: VideoPosting
    platform: DiscordPlatform


def build_discord(foundations: Foundations) -> DiscordSide | None:
    """Build what posts to Discord where there is a token."""
    settings = foundations.settings
    if settings.discord_token is None:
        return None
    connection = DiscordConnection(settings.discord_token)
    videos = VideoPosting(
        media=foundations.media,
        shrinker=VideoFiles(pool=foundations.pool),
        work_folder=foundations.work_folder,
        link=foundations.links.signed_media_url if settings.public_base_url else None,
        size_memory=settings.data_folder.resolve() / "discord_upload_sizes",
    )
    platform = DiscordPlatform(connection, media=foundations.media, videos=videos)
    return DiscordSide(connection=connection, videos=videos, platform=platform)


def build_discord_parts(discord: DiscordSide, foundations: Foundations, core: Core) -> DiscordParts:
    """Return what the Discord bot works with once the core runs."""
    return DiscordParts(
        connection=discord.connection,
        videos=discord.videos,
        jobs=core.jobs,
        notify=core.notifier.obey,
        list_rules=core.notifier.list_own,
        help_text=build_help(),
        budget=core.budgets,
        command_memory=find_command_memory(foundations.settings),
        claim=claim_everything if foundations.sharing is None else foundations.sharing.claims.claim,
    )


def find_command_memory(settings: Settings) -> Path:
    """Return where the bot writes down which commands it told Discord."""
    return settings.data_folder.resolve() / "discord_commands"
