"""Servers, channels and people that a test puts into the local Discord; what the people then do is in `people.py`."""

from dataclasses import dataclass

from tests.servers.discord.channels import find_direct_channel
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.payloads import build_channel
from tests.servers.discord.permissions import EVERYONE, NONE, Permission
from tests.servers.discord.records import Channel, ChannelType, Guild, Member, Role, User
from tests.servers.discord.state import World


@dataclass(frozen=True, kw_only=True)
class Scenery:
    """Puts things into the world."""

    world: World
    gateway: Gateway

    def add_user(self, name: str, *, locale: str = "en-US", installed_app: bool = False) -> User:
        """Let somebody exist."""
        user = User(id=self.world.mint.mint(), name=name, locale=locale, installed_app=installed_app)
        self.world.users[user.id] = user
        return user

    def add_guild(self, name: str = "Studio", *, has_bot: bool = True, tier: int = 0) -> Guild:
        """Let a server exist; the bot must come in before it identifies to be told of it."""
        now, guild_id = self.world.clock.now(), self.world.mint.mint()
        everyone = Role(id=guild_id, name="@everyone", permissions=EVERYONE)
        owner = self.add_user(f"Owner of {name}")
        guild = Guild(id=guild_id, name=name, owner=owner, everyone=everyone, joined_at=now, has_bot=has_bot, tier=tier)
        guild.members[owner.id] = Member(user=owner, joined_at=now)
        if has_bot:
            guild.members[self.world.bot.id] = Member(user=self.world.bot, joined_at=now)
        self.world.guilds[guild.id] = guild
        return guild

    def add_channel(
        self,
        guild: Guild,
        name: str = "general",
        *,
        type_: ChannelType = ChannelType.TEXT,
        bot_lacks: Permission = NONE,
        is_nsfw: bool = False,
    ) -> Channel:
        """Let a channel exist in a server, with rights taken from the bot."""
        channel = Channel(id=self.world.mint.mint(), type=type_, name=name, guild=guild, is_nsfw=is_nsfw)
        channel.deny(self.world.bot, bot_lacks)
        self.world.channels[channel.id] = channel
        return channel

    def add_thread(
        self, parent: Channel, name: str = "thread", *, is_archived: bool = False, is_locked: bool = False
    ) -> Channel:
        """Let a thread exist below a channel, or a post in a forum."""
        thread = Channel(
            id=self.world.mint.mint(),
            type=ChannelType.PUBLIC_THREAD,
            name=name,
            guild=parent.guild,
            parent=parent,
            is_archived=is_archived,
            is_locked=is_locked,
        )
        self.world.channels[thread.id] = thread
        return thread

    def add_direct_channel(self, user: User) -> Channel:
        """Let somebody talk to the bot alone."""
        return find_direct_channel(self.world, user)

    def add_private_channel(self, *users: User) -> Channel:
        """Let people talk among themselves, with the app at hand for who installed it."""
        channel = Channel(id=self.world.mint.mint(), type=ChannelType.GROUP, name="us", recipients=list(users))
        self.world.channels[channel.id] = channel
        return channel

    def add_member(
        self, guild: Guild, person: User | str, *, permissions: Permission = NONE, upload_limit_bytes: int = 0
    ) -> User:
        """Let somebody join a server, with rights beyond everybody's."""
        user = self.add_user(person) if isinstance(person, str) else person
        user.upload_limit_bytes = upload_limit_bytes
        member = Member(user=user, joined_at=self.world.clock.now())
        if permissions:
            role = Role(id=self.world.mint.mint(), name=f"Role of {user.name}", permissions=permissions)
            guild.roles.append(role)
            member.roles.append(role)
        guild.members[user.id] = member
        return user

    def remove_channel(self, channel: Channel) -> None:
        """Let a channel be deleted, with no word to the bot."""
        del self.world.channels[channel.id]

    async def invite(self, guild: Guild) -> None:
        """Bring the bot into a server."""
        guild.has_bot = True
        guild.members[self.world.bot.id] = Member(user=self.world.bot, joined_at=self.world.clock.now())
        await self.gateway.dispatch("GUILD_CREATE", self.gateway.describe_guild(guild), guild=guild)

    async def kick(self, guild: Guild) -> None:
        """Throw the bot out of a server."""
        guild.has_bot = False
        del guild.members[self.world.bot.id]
        await self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild=guild)

    async def forbid(self, channel: Channel, permissions: Permission) -> None:
        """Take rights from the bot in a channel, and let it know."""
        channel.deny(self.world.bot, permissions)
        await self.gateway.dispatch("CHANNEL_UPDATE", build_channel(channel), guild=channel.guild)
