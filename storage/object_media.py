"""Pictures and videos in an S3-compatible object store, where every machine finds them.

What a file means, and how long it is kept, is decided in the core.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store
from pydantic import SecretStr

from bot.disk_faults import translated_disk_errors
from bot.errors import RequestRefused, ServiceBusy, ServiceFailed
from bot.messages import storage as messages
from bot.retention.archive import StoredFile
from storage.kept_copies import KeptCopies
from storage.media_key import build_media_key, is_media_key

#: Larger files go up in parts of this size, so that none is ever held in memory whole.
_PART_BYTES = 5 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_PARTS_AT_ONCE = 4
#: For one request, which moves one part up or one whole file down.
_REQUEST_TIMEOUT = timedelta(minutes=5)
_CONNECT_TIMEOUT = timedelta(seconds=5)
_RETRIES = 2
_RETRY_TIMEOUT = timedelta(seconds=15)


@dataclass(frozen=True, kw_only=True)
class ObjectStoreAccess:
    """Where the store is and who we are there; what is None is looked for where the AWS tools look."""

    #: Like `s3://bucket/prefix`.
    address: str
    endpoint: str | None = None
    region: str | None = None
    key_id: str | None = None
    key: SecretStr | None = None


class ObjectMediaStore:
    """Keeps each saved file as an object under a random key of its own."""

    def __init__(self, store: S3Store, *, loans_folder: Path) -> None:
        """Use an open store; `loans_folder` exists and holds copies while they are lent and for a while after."""
        self._store = store
        self._copies = KeptCopies(loans_folder)

    def build_key(self, suffix: str) -> str:
        """Return a key for a file that is to be adopted; `suffix` is like `.mp4`."""
        return build_media_key(suffix)

    async def save(self, file: Path, *, suffix: str) -> str:
        """Take a copy of `file` and return its new key; `suffix` is like `.mp4`. It is stored when this returns."""
        key = build_media_key(suffix)
        await self._put(file, key)
        return key

    async def adopt(self, file: Path, *, key: str) -> None:
        """Store a file that nobody will change any more under one of `build_key`'s keys, and keep it here for a while.

        It is stored when this returns.
        """
        await self._put(file, key)
        with translated_disk_errors():
            await self._copies.keep(key, file)

    async def _put(self, file: Path, key: str) -> None:
        with translated_disk_errors(), _translated_store_errors():
            await obstore.put_async(self._store, key, file, chunk_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE)

    @asynccontextmanager
    async def local_copy(self, key: str) -> AsyncIterator[Path]:
        """Lend the bytes as a file that must not be changed; raise `ServiceFailed` when they are gone."""
        if not is_media_key(key):
            raise ServiceFailed(messages.media_gone(), code="media_gone")
        async with AsyncExitStack() as lent:
            with translated_disk_errors(), _translated_store_errors():
                loan = self._copies.lend(
                    key, lambda path: self._fetch(key, to=path), confirm=lambda: self._may_exist(key)
                )
                copy = await lent.enter_async_context(loan)
            yield copy

    async def delete(self, key: str) -> None:
        """Forget the bytes; unknown keys are no error."""
        if not is_media_key(key):
            return
        await self._copies.forget(key)
        with _translated_store_errors(), suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)

    async def list_files(self) -> AsyncIterator[Sequence[StoredFile]]:
        """Yield all files in batches, in no particular order."""
        with _translated_store_errors():
            async for batch in obstore.list(self._store):
                yield [
                    StoredFile(key=entry["path"], size_bytes=entry["size"], saved_at=entry["last_modified"])
                    for entry in batch
                    if is_media_key(entry["path"])
                ]

    async def answers(self) -> bool:
        """Tell whether the store can be asked, by asking for what is not there; raise `ServiceBusy` where it cannot."""
        with _translated_store_errors():
            await self._exists(build_media_key(".jpg"))
        return True

    async def _may_exist(self, key: str) -> bool:
        """Tell whether a file that was stored may still be: no machine has deleted it, or the store cannot tell now."""
        try:
            return await self._exists(key)
        except BaseError:
            return True

    async def _exists(self, key: str) -> bool:
        try:
            await obstore.head_async(self._store, key)
        except FileNotFoundError:
            return False
        return True

    async def _fetch(self, key: str, *, to: Path) -> None:
        try:
            answer = await obstore.get_async(self._store, key)
        except FileNotFoundError as error:
            raise ServiceFailed(messages.media_gone(), code="media_gone") from error
        with to.open("wb") as file:
            async for chunk in answer.stream(min_chunk_size=_CHUNK_BYTES):
                await asyncio.to_thread(file.write, chunk)


def build_object_media(access: ObjectStoreAccess, *, loans_folder: Path) -> ObjectMediaStore:
    """Build a media store in a bucket; raise `RequestRefused` for an address that cannot be used."""
    parsed = urlsplit(access.address)
    if parsed.scheme != "s3" or not parsed.netloc:
        raise RequestRefused(messages.media_address_unusable(), option="media_url")
    own = {"endpoint": access.endpoint, "region": access.region, "access_key_id": access.key_id}
    given = {name: value for name, value in own.items() if value}
    if access.key is not None:
        given["secret_access_key"] = access.key.get_secret_value()
    try:
        store = S3Store(
            parsed.netloc,
            prefix=parsed.path.strip("/") or None,
            config=given,  # type: ignore[arg-type] # built from names that its type lists
            client_options={
                "allow_http": (access.endpoint or "").startswith("http://"),
                "connect_timeout": _CONNECT_TIMEOUT,
                "timeout": _REQUEST_TIMEOUT,
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_TIMEOUT},
        )
    except BaseError as error:
        raise RequestRefused(messages.media_address_unusable(), option="media_url") from error
    return ObjectMediaStore(store, loans_folder=loans_folder)


@contextmanager
def _translated_store_errors() -> Iterator[None]:
    """Raise what the store's client raises in here as an error of ours; what it cannot find is an `OSError`."""
    try:
        yield
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise ServiceFailed(messages.storage_failed(), code="storage_failed") from error
    except BaseError as error:
        raise ServiceBusy(messages.media_busy(), code="media_busy") from error
