"""Files that were uploaded to be used in requests: their records, their bytes, and when they expire."""

import asyncio
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from adapters.studio.clock import Clock
from adapters.studio.json_folder import JsonFolder
from adapters.studio.refusal import ApiRefused, FieldProblem, Refusal, refuse_field

_HEAD_BYTES = 16
_FILE_URL = re.compile(r"^https?://[^/?#]+/(?:files|api/v1/files/download)/(file_[0-9a-f]{32})(?:[/?#]|$)")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_NAME_CHARACTERS = 100
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}


@dataclass(frozen=True, kw_only=True)
class UploadWish:
    """What the caller wants the file to be called; empty where it does not matter."""

    file_name: str = ""
    upload_path: str = ""
    original_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One stored file."""

    file_id: str
    owner: str
    file_name: str
    original_name: str
    upload_path: str
    mime_type: str
    size_bytes: int
    uploaded_at: float
    expires_at: float


class Uploads:
    """All uploads by id; ids cannot be guessed, so a link is enough to read a file."""

    def __init__(self, records: JsonFolder[Upload], folder: Path, *, clock: Clock, lifetime_seconds: float) -> None:
        """Keep bytes in `folder`; call `load` before use."""
        self._records = records
        self._folder = folder
        self._clock = clock
        self._lifetime_seconds = lifetime_seconds
        self._uploads: dict[str, Upload] = {}

    async def load(self) -> None:
        """Read the records back after a start and drop uploads that never completed."""
        self._uploads = {upload.file_id: upload for upload in await self._records.read_all()}
        await asyncio.to_thread(_prepare_folder, self._folder, set(self._uploads))

    def open_draft(self) -> Path:
        """Return a free path into which a file can be received."""
        return self._folder / f"draft-{secrets.token_hex(16)}"

    async def keep(self, draft: Path, owner: str, wish: UploadWish) -> Upload:
        """Make a received file an upload; raises `ApiRefused` unless it is a picture of a supported type."""
        head, size_bytes = await asyncio.to_thread(_read_head, draft)
        mime_type = detect_mime_type(head)
        if mime_type is None:
            problem = "must be image/jpeg, image/png, image/gif or image/webp"
            raise refuse_field(FieldProblem("file", problem))
        upload = self._build(owner, wish, mime_type=mime_type, size_bytes=size_bytes)
        await asyncio.to_thread(draft.replace, self.get_path(upload))
        await self._records.write(upload.file_id, upload)
        self._uploads[upload.file_id] = upload
        return upload

    def find(self, file_id: str) -> Upload | None:
        """Return an upload that has not expired."""
        upload = self._uploads.get(file_id)
        return upload if upload and upload.expires_at > self._clock() else None

    def find_by_url(self, url: str) -> Upload | None:
        """Return the upload a link leads to, by whatever name the link calls this server."""
        match = _FILE_URL.match(url)
        return self.find(match[1]) if match else None

    def get_path(self, upload: Upload) -> Path:
        """Return where the bytes are."""
        return self._folder / upload.file_id

    def list_newest_first(self, owner: str) -> list[Upload]:
        """Return the uploads of `owner` that have not expired."""
        return [upload for upload in reversed(self._uploads.values()) if self._is_live(upload, owner)]

    def check_quota(self, owner: str, maximum: int) -> None:
        """Refuse one more file where `owner` has `maximum` of them."""
        if len(self.list_newest_first(owner)) >= maximum:
            message = f"The file quota of {maximum} files is used up. Delete some, or wait until they expire."
            raise ApiRefused(Refusal.INSUFFICIENT_QUOTA, message=message)

    async def remove(self, upload: Upload) -> None:
        """Forget an upload and its bytes."""
        self._uploads.pop(upload.file_id, None)
        await self._records.remove(upload.file_id)
        await asyncio.to_thread(self.get_path(upload).unlink, missing_ok=True)

    async def remove_expired(self) -> None:
        """Forget every upload whose time is over."""
        now = self._clock()
        for upload in [upload for upload in self._uploads.values() if upload.expires_at <= now]:
            await self.remove(upload)

    def _is_live(self, upload: Upload, owner: str) -> bool:
        return upload.owner == owner and upload.expires_at > self._clock()

    def _build(self, owner: str, wish: UploadWish, *, mime_type: str, size_bytes: int) -> Upload:
        now = self._clock()
        file_id = f"file_{secrets.token_hex(16)}"
        return Upload(
            file_id=file_id,
            owner=owner,
            file_name=_build_file_name(wish.file_name or file_id, mime_type),
            original_name=wish.original_name or wish.file_name or f"{file_id}{_SUFFIXES[mime_type]}",
            upload_path="/".join(filter(None, map(_clean, wish.upload_path.split("/")))) or "images",
            mime_type=mime_type,
            size_bytes=size_bytes,
            uploaded_at=now,
            expires_at=now + self._lifetime_seconds,
        )


def is_upload_link(url: str) -> bool:
    """Return whether a link looks like one to an upload, whether or not there is such an upload."""
    return _FILE_URL.match(url) is not None


def detect_mime_type(head: bytes) -> str | None:
    """Return the type of a picture by its first 16 bytes, or None for anything that is not taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None


def _clean(name: str) -> str:
    return _UNSAFE.sub("-", name).strip("-.")[:_NAME_CHARACTERS]


def _build_file_name(wished: str, mime_type: str) -> str:
    name = _clean(wished) or "picture"
    suffix = _SUFFIXES[mime_type]
    endings = (suffix, ".jpeg") if suffix == ".jpg" else (suffix,)
    return name if name.lower().endswith(endings) else name + suffix


def _read_head(path: Path) -> tuple[bytes, int]:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES), path.stat().st_size


def _prepare_folder(folder: Path, known: set[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in known:
            path.unlink()
