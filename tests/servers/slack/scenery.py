"""Workspaces, channels and people that a test puts into the local Slack; what the people then do is in `people.py`."""

from dataclasses import dataclass

from tests.servers.slack.records import App, Channel, ChannelKind, Json, Organisation, Person, Workspace
from tests.servers.slack.state import World


@dataclass(frozen=True, kw_only=True)
class Scenery:
    """Puts things into the world."""

    world: World

    def add_organisation(
        self, name: str = "Holding", *, workspaces: tuple[str, ...] = ("East", "West")
    ) -> Organisation:
        """Let a company with several workspaces exist, none of which has the app."""
        organisation = Organisation(id=self.world.mint.make_id("E"), name=name)
        for workspace_name in workspaces:
            workspace = self.add_workspace(workspace_name, is_installed=False)
            workspace.organisation = organisation
            organisation.workspaces.append(workspace)
        return organisation

    def add_workspace(
        self, name: str = "Acme", *, is_installed: bool = True, scopes: tuple[str, ...] | None = None
    ) -> Workspace:
        """Let a workspace exist, with the app in it or not."""
        workspace = Workspace(id=self.world.mint.make_id("T"), name=name, domain=name.lower().replace(" ", "-"))
        self.world.workspaces[workspace.id] = workspace
        if is_installed:
            installer = self.add_person(workspace, f"Owner of {name}", is_admin=True)
            self.world.install(workspace, installer, self.world.app.scopes if scopes is None else scopes)
        return workspace

    def add_person(
        self, workspace: Workspace, name: str = "Anna", *, locale: str = "en-US", is_admin: bool = False
    ) -> Person:
        """Let somebody be in a workspace and in all of its public channels so far."""
        person = Person(
            id=self.world.mint.make_id("U"), name=name, workspace=workspace, locale=locale, is_admin=is_admin
        )
        self.world.people[person.id] = person
        for channel in self.world.channels.values():
            if channel.workspace is workspace and channel.kind is ChannelKind.PUBLIC:
                channel.members.append(person)
        return person

    def add_channel(
        self,
        workspace: Workspace,
        name: str = "general",
        *,
        kind: ChannelKind = ChannelKind.PUBLIC,
        has_bot: bool = True,
        members: tuple[Person, ...] | None = None,
    ) -> Channel:
        """Let a channel exist with everybody of the workspace, or only some, and the bot or not."""
        everybody = [one for one in self.world.people.values() if one.workspace is workspace and not one.is_bot]
        present = everybody if members is None else list(members)
        prefix = {ChannelKind.DIRECT: "D", ChannelKind.GROUP: "G"}.get(kind, "C")
        channel = Channel(
            id=self.world.mint.make_id(prefix),
            kind=kind,
            workspace=workspace,
            name=name,
            created_at=self.world.clock.now(),
            members=present + ([workspace.bot] if has_bot and workspace.bot else []),
        )
        self.world.channels[channel.id] = channel
        return channel

    def add_direct_channel(self, person: Person) -> Channel:
        """Let somebody talk to the bot alone."""
        return self.world.find_direct_channel(person)

    def invite(self, channel: Channel) -> None:
        """Bring the bot into a channel."""
        if channel.workspace.bot is not None and not channel.has_bot:
            channel.members.append(channel.workspace.bot)

    def kick(self, channel: Channel) -> None:
        """Throw the bot out of a channel."""
        channel.members = [person for person in channel.members if person is not channel.workspace.bot]

    def apply_manifest(self, manifest: Json) -> None:
        """Set the app up as its manifest says: scopes, events, commands, shortcuts, addresses."""
        app: App = self.world.app
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        oauth = manifest.get("oauth_config", {})
        app.scopes = tuple(oauth.get("scopes", {}).get("bot", ()))
        app.redirect_urls = list(oauth.get("redirect_urls", ()))
        app.events = set(settings.get("event_subscriptions", {}).get("bot_events", ()))
        app.is_rotating = bool(settings.get("token_rotation_enabled"))
        app.commands = {row["command"] for row in features.get("slash_commands", ())}
        app.shortcuts = {row["callback_id"] for row in features.get("shortcuts", ())}
        app.has_home = bool(features.get("app_home", {}).get("home_tab_enabled"))
