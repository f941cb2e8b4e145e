"""Workspaces that installed the Slack app: the library's own stores on our database, with every token encrypted.

The only file here that knows Slack's library.
"""

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from datetime import UTC, datetime
from typing import Any, TypeVar

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, delete, select

from storage.database import Database
from storage.token_cipher import TokenCipher

logger = logging.getLogger(__name__)

_STATE_SECONDS = 600

LibraryStore = TypeVar("LibraryStore", SQLAlchemyInstallationStore, SQLAlchemyOAuthStateStore)


class _Transaction:
    """As much of an engine as the library's stores use: it lends a transaction that has begun."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self) -> AbstractContextManager[Connection]:
        """Lend it; it ends with the whole transaction, not with the block."""
        return nullcontext(self._connection)

    #: Readers and writers differ only in how the transaction began.
    connect = begin


def _bind(store: LibraryStore, connection: Connection) -> LibraryStore:
    """Return a library's store that works in one transaction."""
    bound = copy(store)
    bound.engine = _Transaction(connection)  # type: ignore[assignment] # it only begins and connects
    return bound


class SqlInstallationStore(AsyncInstallationStore):
    """Keeps installations; what is in the database is of no use without the secret of this bot."""

    def __init__(self, database: Database, *, client_id: str, secrets: Sequence[str]) -> None:
        """Keep installations of the app `client_id`; `secrets` encrypt the tokens, the newest one first."""
        self._database = database
        self._library = SQLAlchemyInstallationStore(client_id, engine=None)  # type: ignore[arg-type] # see `_bind`
        self._cipher = TokenCipher(secrets)
        self.metadata = self._library.metadata

    async def async_save(self, installation: Installation) -> None:
        """Store an installation, over what the workspace had before."""
        sealed = Installation(**installation.to_dict_for_copying())
        sealed.bot_token = self._cipher.seal(installation.bot_token)
        sealed.bot_refresh_token = self._cipher.seal(installation.bot_refresh_token)
        sealed.user_token = self._cipher.seal(installation.user_token)
        sealed.user_refresh_token = self._cipher.seal(installation.user_refresh_token)

        def save(connection: Connection) -> None:
            _bind(self._library, connection).save(sealed)
            self._forget_earlier(connection, installation)

        await self._database.write(save)

    async def async_save_bot(self, bot: Bot) -> None:
        """Store the bot's part of an installation."""
        sealed = Bot(**bot.to_dict_for_copying())
        sealed.bot_token = self._cipher.seal(bot.bot_token) or ""
        sealed.bot_refresh_token = self._cipher.seal(bot.bot_refresh_token)
        await self._database.write(lambda connection: _bind(self._library, connection).save_bot(sealed))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return the bot's part of a workspace's installation."""
        found = await self._database.read(
            lambda connection: _bind(self._library, connection).find_bot(
                enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
            )
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
        found = await self._database.read(
            lambda connection: _bind(self._library, connection).find_installation(
                enterprise_id=enterprise_id,
                team_id=team_id,
                user_id=user_id,
                is_enterprise_install=is_enterprise_install,
            )
        )
        if found is None:
            return None
        for field in ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token"):
            setattr(found, field, self._cipher.open(getattr(found, field)))
        return found

    async def find_bot_of_team(self, team_id: str) -> Bot | None:
        """Return what the bot was given for a workspace, by itself or else by its organisation.

        The id of an organisation finds what the organisation gave.
        """
        row = await self._database.read(lambda connection: self._find_row(connection, team_id))
        return None if row is None else self._open_bot(SQLAlchemyInstallationStore.build_bot_entity(row))

    async def adopt_team(self, team_id: str, enterprise_id: str) -> None:
        """Remember that a workspace belongs to an organisation, where that installed the app for all of its own."""
        bots = self._library.bots

        def adopt(connection: Connection) -> None:
            theirs = connection.execute(self._select_organisation(enterprise_id)).mappings().first()
            is_known = connection.execute(select(bots.c.id).where(self._is_in(team_id))).first() is not None
            if theirs is None or is_known:
                return
            # The row says whose the workspace is; the token stays where it is renewed.
            blank = {"team_name": None, "bot_token": None, "bot_refresh_token": None, "bot_token_expires_at": None}
            row = {**theirs, **blank, "team_id": team_id}
            del row["id"]
            connection.execute(bots.insert().values(row))

        await self._database.write(adopt)

    async def release_team(self, team_id: str) -> bool:
        """Forget that an organisation speaks for a workspace; return whether nothing is left that does."""
        columns = self._library.bots.c
        is_adopted = and_(self._is_in(team_id), columns.is_enterprise_install)

        def release(connection: Connection) -> bool:
            connection.execute(delete(self._library.bots).where(is_adopted))
            return connection.execute(select(columns.id).where(self._is_in(team_id))).first() is None

        return await self._database.write(release)

    async def list_adopted(self, enterprise_id: str) -> Sequence[str]:
        """Return the workspaces for which an organisation speaks, as far as we have met them."""
        columns = self._library.bots.c
        query = select(columns.team_id).where(
            columns.client_id == self._library.client_id,
            columns.enterprise_id == enterprise_id,
            columns.team_id.is_not(None),
            columns.is_enterprise_install,
        )
        return await self._database.read(lambda connection: connection.execute(query).scalars().all())

    async def forget_organisation(self, enterprise_id: str) -> None:
        """Delete every token that an organisation gave; which workspaces it has stays known."""

        def forget(connection: Connection) -> None:
            for table in (self._library.bots, self._library.installations):
                columns = table.c
                is_theirs = and_(columns.enterprise_id == enterprise_id, columns.team_id.is_(None))
                connection.execute(delete(table).where(columns.client_id == self._library.client_id, is_theirs))

        await self._database.write(forget)

    async def list_teams(self) -> Sequence[str]:
        """Return the ids of all workspaces that installed the app."""
        columns = self._library.bots.c
        query = (
            select(columns.team_id)
            .where(columns.client_id == self._library.client_id, columns.team_id.is_not(None))
            .distinct()
            .order_by(columns.team_id)
        )
        return await self._database.read(lambda connection: connection.execute(query).scalars().all())

    async def forget_team(self, team_id: str) -> None:
        """Delete every token of a workspace."""
        installed = self._library.installations
        is_theirs = and_(installed.c.client_id == self._library.client_id, installed.c.team_id == team_id)

        def forget(connection: Connection) -> None:
            connection.execute(delete(self._library.bots).where(self._is_in(team_id)))
            connection.execute(delete(installed).where(is_theirs))

        await self._database.write(forget)

    def _forget_earlier(self, connection: Connection, installation: Installation) -> None:
        """Delete what earlier installations of a workspace left."""
        at = datetime.fromtimestamp(installation.installed_at, tz=UTC).replace(tzinfo=None)
        for table in (self._library.bots, self._library.installations):
            columns = table.c
            is_earlier = and_(columns.team_id == installation.team_id, columns.installed_at < at)
            if installation.team_id is None:
                is_earlier = and_(is_earlier, columns.enterprise_id == installation.enterprise_id)
            connection.execute(delete(table).where(columns.client_id == self._library.client_id, is_earlier))

    def _find_row(self, connection: Connection, team_id: str) -> RowMapping | None:
        bots = self._library.bots
        query = (
            bots.select().where(self._is_in(team_id)).order_by(bots.c.is_enterprise_install, bots.c.installed_at.desc())
        )
        row = connection.execute(query.limit(1)).mappings().first()
        if row is not None and not row["is_enterprise_install"]:
            return row
        enterprise_id = team_id if row is None else row["enterprise_id"]
        return connection.execute(self._select_organisation(enterprise_id)).mappings().first()

    def _select_organisation(self, enterprise_id: str) -> Select[Any]:
        bots = self._library.bots
        is_theirs = and_(bots.c.enterprise_id == enterprise_id, bots.c.team_id.is_(None), bots.c.is_enterprise_install)
        newest = bots.c.installed_at.desc()
        return bots.select().where(bots.c.client_id == self._library.client_id, is_theirs).order_by(newest).limit(1)

    def _is_in(self, team_id: str) -> ColumnElement[bool]:
        columns = self._library.bots.c
        return and_(columns.client_id == self._library.client_id, columns.team_id == team_id)

    def _open_bot(self, bot: Bot) -> Bot | None:
        token = self._cipher.open(bot.bot_token)
        if token is None:
            logger.warning("A workspace's token cannot be decrypted; the app has to be installed there anew")
            return None
        bot.bot_token = token
        bot.bot_refresh_token = self._cipher.open(bot.bot_refresh_token)
        return bot


class SqlOAuthStateStore(AsyncOAuthStateStore):
    """Keeps what tells an installation that we began from one that somebody forged; each works once."""

    def __init__(self, database: Database, *, expiration_seconds: int = _STATE_SECONDS) -> None:
        """Use an open database."""
        self._database = database
        self._library = SQLAlchemyOAuthStateStore(expiration_seconds, engine=None)  # type: ignore[arg-type] # see `_bind`

    async def async_issue(self, *_: object, **__: object) -> str:
        """Return a new state."""
        return await self._database.write(lambda connection: _bind(self._library, connection).issue())

    async def async_consume(self, state: str) -> bool:
        """Use a state up; return False when it is unknown, too old or used already."""
        states, now = self._library.oauth_states, datetime.now(UTC).replace(tzinfo=None)

        def consume(connection: Connection) -> bool:
            used = connection.execute(delete(states).where(states.c.state == state, states.c.expire_at > now))
            connection.execute(delete(states).where(states.c.expire_at <= now))
            return used.rowcount == 1

        return await self._database.write(consume)
