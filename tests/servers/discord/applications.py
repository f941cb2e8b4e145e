"""Routes about the bot itself: who it is, its gateway, its commands; messages stand in `channels.py`."""

from dataclasses import dataclass

from aiohttp import web

from tests.servers.discord.answers import build_empty, build_json
from tests.servers.discord.commands import add_command, remove_command, replace_commands
from tests.servers.discord.errors import NOT_FOUND, UNKNOWN_COMMAND, UNKNOWN_MEMBER, Refused
from tests.servers.discord.forms import read_form
from tests.servers.discord.payloads import (
    build_channel,
    build_guild,
    build_member,
    build_own_user,
    build_role,
    build_user,
)
from tests.servers.discord.records import Json
from tests.servers.discord.state import World

SESSION_STARTS = 1000


@dataclass(frozen=True, kw_only=True)
class ApplicationPages:
    """What the bot asks about itself and its servers."""

    world: World

    async def read_self(self, _request: web.Request) -> web.Response:
        """Describe the bot."""
        return build_json(build_own_user(self.world.bot))

    async def read_user(self, request: web.Request) -> web.Response:
        """Describe somebody."""
        return build_json(build_user(self.world.find_user(int(request.match_info["user_id"]))))

    async def read_application(self, _request: web.Request) -> web.Response:
        """Describe the application."""
        return build_json(self._describe())

    async def read_gateway(self, _request: web.Request) -> web.Response:
        """Tell where the gateway is."""
        return build_json({"url": self._gateway_url()})

    async def read_bot_gateway(self, _request: web.Request) -> web.Response:
        """Tell where the gateway is and how often it may be entered."""
        limit = {"total": SESSION_STARTS, "remaining": SESSION_STARTS, "reset_after": 0, "max_concurrency": 1}
        return build_json({"url": self._gateway_url(), "shards": self.world.shards, "session_start_limit": limit})

    def _gateway_url(self) -> str:
        return self.world.origin.replace("http", "ws", 1) + "/gateway"

    def _describe(self) -> Json:
        return {
            "id": str(self.world.application_id),
            "name": self.world.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": build_user(self.world.bot),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": self.world.interactions_url,
            "role_connections_verification_url": None,
            "owner": build_user(self.world.maker),
            "approximate_guild_count": len(self.world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": ["bot", "applications.commands"],
            "integration_types_config": {kind: {} for kind in self.world.install_types},
        }

    async def list_commands(self, request: web.Request) -> web.Response:
        """List the commands."""
        return build_json(self.world.commands.get(self._find_place(request), []))

    async def replace_commands(self, request: web.Request) -> web.Response:
        """Register a list of commands."""
        form = await read_form(request)
        return build_json(replace_commands(self.world, self._find_place(request), form.payload))

    async def add_command(self, request: web.Request) -> web.Response:
        """Register one command."""
        form = await read_form(request)
        return build_json(add_command(self.world, self._find_place(request), form.fields), status=201)

    async def read_command(self, request: web.Request) -> web.Response:
        """Describe one command."""
        wanted = request.match_info["command_id"]
        for command in self.world.commands.get(self._find_place(request), []):
            if command["id"] == wanted:
                return build_json(command)
        raise Refused(UNKNOWN_COMMAND)

    async def remove_command(self, request: web.Request) -> web.Response:
        """Withdraw one command."""
        remove_command(self.world, self._find_place(request), request.match_info["command_id"])
        return build_empty()

    def _find_place(self, request: web.Request) -> int | None:
        if request.match_info["application_id"] != str(self.world.application_id):
            raise Refused(NOT_FOUND)
        guild_id = request.match_info.get("guild_id")
        return self.world.find_guild(int(guild_id)).id if guild_id else None

    async def list_guilds(self, _request: web.Request) -> web.Response:
        """List the servers that the bot is in."""
        own = [guild for guild in self.world.guilds.values() if guild.has_bot]
        return build_json(
            [
                {
                    "id": str(guild.id),
                    "name": guild.name,
                    "icon": None,
                    "banner": None,
                    "owner": False,
                    "permissions": str(int(guild.everyone.permissions)),
                    "features": [],
                }
                for guild in own
            ]
        )

    async def read_guild(self, request: web.Request) -> web.Response:
        """Describe a server."""
        return build_json(build_guild(self.world.find_guild(int(request.match_info["guild_id"]))))

    async def list_roles(self, request: web.Request) -> web.Response:
        """List the roles of a server."""
        guild = self.world.find_guild(int(request.match_info["guild_id"]))
        return build_json([build_role(role, place) for place, role in enumerate([guild.everyone, *guild.roles])])

    async def list_channels(self, request: web.Request) -> web.Response:
        """List the channels of a server."""
        guild = self.world.find_guild(int(request.match_info["guild_id"]))
        own = [channel for channel in self.world.channels.values() if channel.guild is guild]
        return build_json([build_channel(channel) for channel in own if not channel.is_thread])

    async def read_member(self, request: web.Request) -> web.Response:
        """Describe somebody in a server."""
        guild = self.world.find_guild(int(request.match_info["guild_id"]))
        member = guild.members.get(int(request.match_info["user_id"]))
        if member is None:
            raise Refused(UNKNOWN_MEMBER)
        return build_json(build_member(member) | {"user": build_user(member.user)})
