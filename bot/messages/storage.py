"""Sentences about what is kept on disk: the data folder, the databases and the media."""

from pathlib import Path


def folder_in_use(folder: Path) -> str:
    """Say that another process works on the data folder."""
    return (
        f"Another Flipbook already works with the data folder `{folder}`. "
        "Stop that one first, or give this one a data folder of its own."
    )


def folder_unusable(folder: Path) -> str:
    """Say that the data folder cannot be written."""
    return f"The data folder `{folder}` cannot be written. Check its owner, its permissions and the free disk space."


def secret_damaged(path: Path) -> str:
    """Say that the secret file does not hold a secret."""
    return (
        f"The file `{path}` does not hold a whole secret. Delete it and start again: a new one is made, "
        "and links that were signed with the old one stop working."
    )


def database_address_unusable() -> str:
    """Say that the address of the database cannot be used; it may hold a password and is not repeated."""
    return "The address of the database cannot be used. Write it as `postgresql://user:password@host/database`."


def database_is_newer() -> str:
    """Say that a later version wrote the database."""
    return (
        "This database was written by a newer Flipbook, which this one cannot read. Nothing was changed. "
        "Install the newer version again, or use the backup from before."
    )


def storage_full() -> str:
    """Say that there is no disk space left."""
    return "There is no disk space left here to keep this. Please tell whoever runs Flipbook, then try again."


def storage_busy() -> str:
    """Say that the database did not answer in time."""
    return "The database is too busy right now. Please try again in a minute."


def storage_failed() -> str:
    """Say that the disk or the database failed."""
    return "Flipbook could not use its storage. Please try again later and tell whoever runs it if this goes on."


def media_gone() -> str:
    """Say that a picture or a video was deleted."""
    return "This picture or video is no longer kept here. Please send it again or make a new one."


def media_busy() -> str:
    """Say that the store of pictures and videos does not answer."""
    return "The place where pictures and videos are kept does not answer right now. Please try again in a minute."


def media_address_unusable() -> str:
    """Say that the address of the media store cannot be used."""
    return (
        "The address in `FLIPBOOK_MEDIA_URL` cannot be used. "
        "Write it as `s3://bucket/prefix`, or as `file:///folder` for a folder that every machine sees."
    )


def process_was_silent() -> str:
    """Say that this process counts as dead for the others and has to find its feet again."""
    return "Flipbook lost touch with its database for a moment. It goes on by itself."
