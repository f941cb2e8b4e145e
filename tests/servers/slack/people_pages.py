"""The methods that tell who is who, and the reactions; nothing of messages or files."""

from dataclasses import dataclass

from tests.servers.slack.calls import ApiCall, Handler
from tests.servers.slack.errors import refuse
from tests.servers.slack.methods import Method
from tests.servers.slack.payloads import build_person
from tests.servers.slack.records import Json, Message
from tests.servers.slack.sockets import Sockets
from tests.servers.slack.state import World


@dataclass(frozen=True, kw_only=True)
class PeoplePages:
    """Tells the bot who it is, where, and who others are."""

    world: World
    sockets: Sockets

    def list_handlers(self) -> dict[Method, Handler]:
        """List the handlers by method."""
        return {
            Method.AUTH_TEST: self.test,
            Method.CONNECTIONS_OPEN: self.open_connection,
            Method.BOTS_INFO: self.read_bot,
            Method.USERS_INFO: self.read_person,
            Method.TEAM_INFO: self.read_team,
            Method.REACTIONS_ADD: self.add_reaction,
            Method.REACTIONS_REMOVE: self.remove_reaction,
        }

    async def test(self, call: ApiCall) -> Json:
        """Answer `auth.test`."""
        workspace, organisation = call.workspace, call.workspace.governor
        described: Json = {
            "url": f"https://{workspace.domain}.slack.com/",
            "team": workspace.name,
            "user": call.bot.name.lower(),
            "team_id": workspace.id,
            "user_id": call.bot.id,
            "bot_id": call.bot.bot_id,
            "is_enterprise_install": organisation is not None,
        }
        if organisation is None:
            return described
        return described | {
            "url": "https://everybody.enterprise.slack.com/",
            "team": organisation.name,
            "team_id": organisation.id,
            "enterprise_id": organisation.id,
        }

    async def open_connection(self, _call: ApiCall) -> Json:
        """Answer `apps.connections.open`."""
        return {"url": self.sockets.issue_address()}

    async def read_bot(self, call: ApiCall) -> Json:
        """Answer `bots.info`."""
        if call.arguments.read("bot", call.bot.bot_id) != call.bot.bot_id:
            refuse("bot_not_found")
        described = {"id": call.bot.bot_id, "deleted": False, "name": call.bot.name, "app_id": self.world.app.id}
        return {"bot": described | {"user_id": call.bot.id, "icons": {}}}

    async def read_person(self, call: ApiCall) -> Json:
        """Answer `users.info`."""
        person = self.world.find_person(call.workspace, call.arguments.demand("user"))
        return {"user": build_person(person, has_locale=call.arguments.is_set("include_locale"))}

    async def read_team(self, call: ApiCall) -> Json:
        """Answer `team.info`."""
        workspace = call.workspace
        if call.arguments.read("team", workspace.id) != workspace.id:
            refuse("team_not_found")
        team = {"id": workspace.id, "name": workspace.name, "domain": workspace.domain, "email_domain": ""}
        return {"team": team}

    async def add_reaction(self, call: ApiCall) -> Json:
        """Answer `reactions.add`."""
        message, name = self._find_message(call), call.arguments.demand("name")
        people = message.reactions.setdefault(name.strip(":"), [])
        if call.bot in people:
            refuse("already_reacted")
        people.append(call.bot)
        return {}

    async def remove_reaction(self, call: ApiCall) -> Json:
        """Answer `reactions.remove`."""
        message, name = self._find_message(call), call.arguments.demand("name")
        people = message.reactions.get(name.strip(":"), [])
        if call.bot not in people:
            refuse("no_reaction")
        people.remove(call.bot)
        return {}

    def _find_message(self, call: ApiCall) -> Message:
        channel = self.world.find_channel(call.workspace, call.arguments.demand("channel", error="no_item_specified"))
        if not channel.has_bot:
            refuse("channel_not_found")
        return self.world.find_message(channel, call.arguments.demand("timestamp", error="no_item_specified"))
