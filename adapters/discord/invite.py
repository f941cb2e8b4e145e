"""The address under which a server's administrator adds the bot, with exactly the permissions that it needs."""

import discord
from discord.utils import oauth_url

from adapters.discord.places import NEEDED_PERMISSIONS, THREAD_PERMISSIONS

INVITE_PERMISSIONS = discord.Permissions(NEEDED_PERMISSIONS.value | THREAD_PERMISSIONS.value)


def build_invite(application_id: int) -> str:
    """Return the address that adds the application to a server."""
    return oauth_url(application_id, permissions=INVITE_PERMISSIONS, scopes=("bot", "applications.commands"))
