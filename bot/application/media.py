"""The place for pictures and videos: a folder of this process, or one that many share."""

from pathlib import Path
from urllib.parse import urlsplit

from bot.ports import MediaStore
from bot.settings import Settings
from storage.media_folder import MediaFolder
from storage.object_media import ObjectStoreAccess, build_object_media


async def open_media(settings: Settings, *, folder: Path, work_folder: Path) -> MediaStore:
    """Open the store that the settings name, or else one in the data folder; raise `RequestRefused` for bad names."""
    if settings.media_url is None:
        own = MediaFolder(folder / "media")
        await own.remove_leftovers()
        return own
    return build_shared_media(settings.media_url, settings=settings, work_folder=work_folder)


def build_media(settings: Settings) -> MediaStore:
    """Return the same store for a process that works beside a running bot, whose half copied files it leaves alone."""
    folder = settings.data_folder.resolve()
    if settings.media_url is None:
        return MediaFolder(folder / "media")
    return build_shared_media(settings.media_url, settings=settings, work_folder=folder / "work")


def build_shared_media(address: str, *, settings: Settings, work_folder: Path) -> MediaStore:
    """Return the store at an address that many share; raise `RequestRefused` for bad ones."""
    parsed = urlsplit(address)
    if parsed.scheme == "file" and parsed.path.startswith("/"):
        return MediaFolder(Path(parsed.path))
    access = ObjectStoreAccess(
        address=address,
        endpoint=settings.media_endpoint,
        region=settings.media_region,
        key_id=settings.media_key_id,
        key=settings.media_key,
    )
    return build_object_media(access, loans_folder=work_folder)
