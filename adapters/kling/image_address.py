"""How a picture gets an address that the API can open: by upload to its file service, or by a link of our own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from adapters.kling.answers import StoredFile
from adapters.kling.files import FileClient, FilePlace
from bot.ports import MediaStore
from bot.request.generation_request import Picture

#: The API opens a picture some time after the submission, so an address about to expire is of no use.
_MARGIN = timedelta(hours=6)
#: An address older than this is made anew, lest a file lost at the service fails every later video of the picture.
_LONGEST_REUSE = timedelta(hours=1)
_FOLDER = "flipbook"


class ImageAddress(Protocol):
    """Publishes pictures; the same picture gets the same address wherever possible."""

    async def publish(self, picture: Picture) -> str:
        """Return an address at which the API can open the picture for hours; raise `ServiceFailed` or `ServiceBusy`."""


@dataclass(frozen=True, kw_only=True)
class SignedAddress:
    """Pictures are opened at our own public address."""

    #: From a media key to a signed `https` address.
    sign: Callable[[str], str]

    async def publish(self, picture: Picture) -> str:
        """Return our own signed address of the picture."""
        return self.sign(picture.key)


@dataclass(frozen=True)
class UploadedPicture:
    """Where an uploaded picture lies and until when that is worth handing out."""

    url: str
    reuse_until: datetime


class FileUpload:
    """Pictures are uploaded to the API's file service, each once an hour at most.

    A picture's place is named after its key, so where the service keeps names, a repeated upload leads to the same
    address.
    """

    def __init__(self, files: FileClient, media_store: MediaStore, *, read_clock: Callable[[], datetime]) -> None:
        """Read pictures from `media_store`; `read_clock` returns the present in UTC."""
        self._files = files
        self._media_store = media_store
        self._read_clock = read_clock
        self._uploaded: dict[str, UploadedPicture] = {}

    async def publish(self, picture: Picture) -> str:
        """Return the address of an upload that will live for hours, uploading where there is none."""
        now = self._read_clock()
        self._uploaded = {key: known for key, known in self._uploaded.items() if known.reuse_until > now}
        known = self._uploaded.get(picture.key)
        if known is not None:
            return known.url
        place = FilePlace(folder=_FOLDER, name=picture.key.replace("/", "-"), media_type=picture.media_type)
        async with self._media_store.local_copy(picture.key) as file:
            stored = await self._files.upload_stream(file, place=place)
        self._uploaded[picture.key] = UploadedPicture(stored.file_url, _find_reuse_end(stored, now))
        return stored.file_url


def read_utc_clock() -> datetime:
    """Return the present in UTC."""
    return datetime.now(UTC)


def _find_reuse_end(stored: StoredFile, now: datetime) -> datetime:
    try:
        expiry = datetime.fromisoformat(stored.expires_at or "")
    except ValueError:
        return now
    expiry = expiry if expiry.tzinfo else expiry.replace(tzinfo=UTC)
    return min(expiry - _MARGIN, now + _LONGEST_REUSE)
