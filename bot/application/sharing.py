"""What processes share when they are many: one database, one secret, one place for media, and signals between them."""

import hashlib
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from bot.application.keys import derive_key
from bot.errors import RequestRefused
from bot.job.lease import ProcessLease
from bot.messages import processes as sentences
from bot.messages import storage as storage_sentences
from bot.settings import Settings
from storage.agreements import SqlAgreements
from storage.claims import SqlClaimStore
from storage.database import Database
from storage.process_register import SqlProcessRegister, open_process_register
from storage.signals import PostgresSignals, open_signals


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """The place of this process among those that share the jobs."""

    process_id: str
    #: Of the database; it may hold a password.
    address: str
    lease: ProcessLease
    signals: PostgresSignals
    claims: SqlClaimStore


def require_shareable(settings: Settings) -> None:
    """Raise `RequestRefused` where many processes could not work together with these settings."""
    if settings.media_url is None:
        raise RequestRefused(sentences.media_needed(), option="media_url")
    if settings.shared_secret is None:
        raise RequestRefused(sentences.secret_needed(), option="shared_secret")
    if settings.api_key is None and settings.studio_url is None:
        raise RequestRefused(sentences.studio_needed(), option="studio_url")


def read_shared_address(address: SecretStr) -> str:
    """Return the address of the shared database; raise `RequestRefused` for one that cannot be shared."""
    plain = address.get_secret_value()
    if not plain.startswith(("postgresql://", "postgres://")):
        raise RequestRefused(storage_sentences.database_address_unusable(), option="database_url")
    return plain.replace("postgres://", "postgresql://", 1)


def read_shared_secret(settings: Settings) -> bytes | None:
    """Return the 32 bytes that stand for the shared secret, or None where none is set."""
    if settings.shared_secret is None:
        return None
    return hashlib.sha256(settings.shared_secret.get_secret_value().encode()).digest()


@asynccontextmanager
async def open_sharing(
    settings: Settings, *, address: str, secret: bytes, database: Database
) -> AsyncIterator[Sharing]:
    """Lend this process's place; raise `RequestRefused` where the others were set up in another way."""
    process_id = f"{socket.gethostname()}-{secrets.token_hex(6)}"
    async with AsyncExitStack() as stack:
        register = await stack.enter_async_context(
            open_process_register(process_id, address=address, database=database)
        )
        await _agree_with_others(settings, secret=secret, database=database, register=register)
        yield Sharing(
            process_id=process_id,
            address=address,
            lease=ProcessLease(register),
            signals=await stack.enter_async_context(open_signals(database, address=address)),
            claims=SqlClaimStore(database, process_id=process_id),
        )


async def _agree_with_others(
    settings: Settings, *, secret: bytes, database: Database, register: SqlProcessRegister
) -> None:
    """Hold what must be the same everywhere against what the others have; whoever is alone decides anew."""
    agreements = SqlAgreements(database)
    values = {
        "FLIPBOOK_SHARED_SECRET": derive_key(secret, purpose="fingerprint"),
        "FLIPBOOK_MEDIA_URL": settings.media_url or "",
    }
    for name, value in values.items():
        if await agreements.agree(name, value):
            continue
        if not await register.is_alone():
            raise RequestRefused(sentences.disagreement(name), option=name)
        await agreements.replace(name, value)
