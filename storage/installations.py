"""Workspaces that installed the Slack app: the library's own stores on our database, with every token encrypted.

The only file here that knows Slack's library.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import (
    AsyncSQLAlchemyInstallationStore,
    SQLAlchemyInstallationStore,
)
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.token_cipher import TokenCipher

_STATE_SECONDS = 600


class _Transactions:
    """As much of an engine as the library's stores use; writers take their turn and errors become ours."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Lend a transaction that writes."""
        return self._database.writing()

    def connect(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Lend a transaction that reads."""
        return self._database.reading()


class SqlInstallationStore(AsyncSQLAlchemyInstallationStore):
    """Keeps installations; what is in the database is of no use without the secret of this bot."""

    def __init__(self, database: Database, *, client_id: str, secrets: Sequence[str]) -> None:
        """Keep installations of the app `client_id`; `secrets` encrypt the tokens, the newest one first."""
        engine = _Transactions(database)
        super().__init__(client_id=client_id, engine=engine)  # type: ignore[arg-type] # it only begins and connects
        self._database = database
        self._cipher = TokenCipher(secrets)

    async def async_save(self, installation: Installation) -> None:
        """Store an installation, over what the workspace had before."""
        sealed = Installation(**installation.to_dict_for_copying())
        sealed.bot_token = self._cipher.seal(installation.bot_token)
        sealed.bot_refresh_token = self._cipher.seal(installation.bot_refresh_token)
        sealed.user_token = self._cipher.seal(installation.user_token)
        sealed.user_refresh_token = self._cipher.seal(installation.user_refresh_token)
        await super().async_save(sealed)
        await self._forget_earlier(installation)

    async def async_save_bot(self, bot: Bot) -> None:
        """Store the bot's part of an installation."""
        sealed = Bot(**bot.to_dict_for_copying())
        sealed.bot_token = self._cipher.seal(bot.bot_token) or ""
        sealed.bot_refresh_token = self._cipher.seal(bot.bot_refresh_token)
        await super().async_save_bot(sealed)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return the bot's part of a workspace's installation."""
        found = await super().async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return None if found is None else self._open_bot(found)

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return a workspace's installation."""
        found = await super().async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, is_enterprise_install=is_enterprise_install
        )
        if found is None:
            return None
        for field in ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token"):
            setattr(found, field, self._cipher.open(getattr(found, field)))
        return found

    async def find_bot_of_team(self, team_id: str) -> Bot | None:
        """Return the bot's part of a workspace's installation, whatever organisation the workspace belongs to."""
        query = self.bots.select().where(self._is_in(team_id)).order_by(self.bots.c.installed_at.desc()).limit(1)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else self._open_bot(SQLAlchemyInstallationStore.build_bot_entity(row))

    async def list_teams(self) -> Sequence[str]:
        """Return the ids of all workspaces that installed the app."""
        columns = self.bots.c
        query = (
            select(columns.team_id)
            .where(columns.client_id == self.client_id, columns.team_id.is_not(None))
            .distinct()
            .order_by(columns.team_id)
        )
        async with self._database.reading() as connection:
            return list((await connection.execute(query)).scalars())

    async def forget_team(self, team_id: str) -> None:
        """Delete every token of a workspace."""
        installed = self.installations
        async with self._database.writing() as connection:
            await connection.execute(delete(self.bots).where(self._is_in(team_id)))
            await connection.execute(
                delete(installed).where(installed.c.client_id == self.client_id, installed.c.team_id == team_id)
            )

    async def _forget_earlier(self, installation: Installation) -> None:
        """Delete what earlier installations of a workspace left."""
        at = datetime.fromtimestamp(installation.installed_at, tz=UTC).replace(tzinfo=None)
        async with self._database.writing() as connection:
            for table in (self.bots, self.installations):
                columns = table.c
                is_earlier = and_(columns.team_id == installation.team_id, columns.installed_at < at)
                await connection.execute(delete(table).where(columns.client_id == self.client_id, is_earlier))

    def _is_in(self, team_id: str) -> ColumnElement[bool]:
        return and_(self.bots.c.client_id == self.client_id, self.bots.c.team_id == team_id)

    def _open_bot(self, bot: Bot) -> Bot | None:
        token = self._cipher.open(bot.bot_token)
        if token is None:
            self.logger.warning("A workspace's token cannot be decrypted; the app has to be installed there anew")
            return None
        bot.bot_token = token
        bot.bot_refresh_token = self._cipher.open(bot.bot_refresh_token)
        return bot


class SqlOAuthStateStore(AsyncSQLAlchemyOAuthStateStore):
    """Keeps what tells an installation that we began from one that somebody forged; each works once."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        engine = _Transactions(database)
        super().__init__(_STATE_SECONDS, engine)  # type: ignore[arg-type] # it only begins and connects
        self._database = database

    async def async_consume(self, state: str) -> bool:
        """Use a state up; return False when it is unknown, too old or used already."""
        columns, now = self.oauth_states.c, datetime.now(UTC).replace(tzinfo=None)
        async with self._database.writing() as connection:
            used = await connection.execute(
                delete(self.oauth_states).where(columns.state == state, columns.expire_at > now)
            )
            await connection.execute(delete(self.oauth_states).where(columns.expire_at <= now))
        return used.rowcount == 1
