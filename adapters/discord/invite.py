"""The address under which a server's administrator adds the bot, with exactly the permissions that it needs."""

from discord.utils import oauth_url

from adapters.discord.places import WANTED_PERMISSIONS


def build_invite(application_id: int) -> str:
    """Return the address that adds the application to a server."""
    return oauth_url(application_id, permissions=WANTED_PERMISSIONS, scopes=("bot", "applications.commands"))
