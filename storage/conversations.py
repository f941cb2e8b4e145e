"""Channels and messages in the database, every change of a message under a revision of its own."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import RowMapping

from bot.conversation import Channel, Message, MessageKind
from storage.database import Database
from storage.tables import channels, conversation_revisions, messages


class SqlConversationStore:
    """Keeps channels and messages in the database."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def add_channel(self, channel: Channel) -> bool:
        """Store a channel; return False, changing nothing, when its id is taken."""
        row = {
            "id": channel.id,
            "name": channel.name,
            "private_to": channel.private_to,
            "created_at": channel.created_at,
        }
        statement = self._database.build_insert(channels).values(row).returning(channels.c.id)
        return await self._database.write(lambda connection: connection.execute(statement).first() is not None)

    async def read_channels(self) -> Sequence[Channel]:
        """Return all channels, oldest first."""
        query = select(channels).order_by(channels.c.created_at, channels.c.id)
        rows = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [Channel(**row) for row in rows]

    async def post(self, message: Message) -> Message:
        """Store a message and return it with id and revision; a known marker returns the first one, unchanged.

        Raise `KeyError` for an unknown channel.
        """
        return await self._database.write(partial(_post, message=message))

    async def edit(self, message: Message) -> Message:
        """Replace text, body and `deleted` of the message with this id; return it with its new revision.

        Raise `KeyError` for an unknown id.
        """
        return await self._database.write(partial(_edit, message=message))

    async def read_message(self, message_id: int) -> Message | None:
        """Return one message, deleted or not."""
        query = select(messages).where(messages.c.id == message_id)
        row = await self._database.read(lambda connection: connection.execute(query).mappings().one_or_none())
        return None if row is None else _build_message(row)

    async def read_history(
        self, channel_id: str, *, before_id: int | None = None, limit: int = 50
    ) -> Sequence[Message]:
        """Return the newest messages of a channel that are not deleted, oldest first."""
        query = (
            select(messages)
            .where(messages.c.channel_id == channel_id, messages.c.deleted.is_(False))
            .order_by(messages.c.id.desc())
            .limit(limit)
        )
        if before_id is not None:
            query = query.where(messages.c.id < before_id)
        rows = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [_build_message(row) for row in reversed(rows)]

    async def read_changes(self, *, after_revision: int, limit: int = 200) -> Sequence[Message]:
        """Return every message whose revision is greater, deleted ones too, in order of revision."""
        query = select(messages).where(messages.c.revision > after_revision).order_by(messages.c.revision).limit(limit)
        rows = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [_build_message(row) for row in rows]


def take_revision(connection: Connection) -> int:
    """Take the next revision and lock the counter until the commit.

    So revisions become visible in the order in which they were taken, and whoever has read up to one of them has
    missed none.
    """
    newest = conversation_revisions.c.newest
    statement = update(conversation_revisions).values(newest=newest + 1).returning(newest)
    revision: int = connection.execute(statement).scalar_one()
    return revision


def _post(connection: Connection, *, message: Message) -> Message:
    revision = take_revision(connection)
    posted = _find_marker(connection, message.marker)
    if posted is not None:
        return posted
    _require_channel(connection, message.channel_id)
    row = {
        "channel_id": message.channel_id,
        "author_id": message.author_id,
        "author_name": message.author_name,
        "kind": message.kind.value,
        "text": message.text,
        "body": dict(message.body),
        "marker": message.marker,
        "created_at": message.created_at,
        "revision": revision,
        "deleted": message.deleted,
    }
    stored = connection.execute(insert(messages).values(row).returning(messages))
    return _build_message(stored.mappings().one())


def _edit(connection: Connection, *, message: Message) -> Message:
    changes = {
        "text": message.text,
        "body": dict(message.body),
        "deleted": message.deleted,
        "revision": take_revision(connection),
    }
    statement = update(messages).where(messages.c.id == message.id).values(changes).returning(messages)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise KeyError(message.id)
    return _build_message(row)


def _find_marker(connection: Connection, marker: str | None) -> Message | None:
    if marker is None:
        return None
    query = select(messages).where(messages.c.marker == marker)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _build_message(row)


def _require_channel(connection: Connection, channel_id: str) -> None:
    known = connection.execute(select(channels.c.id).where(channels.c.id == channel_id))
    if known.first() is None:
        raise KeyError(channel_id)


def _build_message(row: RowMapping) -> Message:
    return Message(**{**row, "kind": MessageKind(row["kind"])})
