"""The file that a finished video becomes: how it is called, and how it gets there whole and over nothing else."""

import filecmp
import os
import re
import shutil
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from bot.errors import RequestRefused
from bot.messages import terminal as sentences

_SUFFIX = ".mp4"
_FALLBACK_NAME = "video"
_LONGEST_NAME = 50
_NOT_IN_NAMES = re.compile(r"[\W_]+")


def choose_path(wanted: Path | None, *, words: str, overwrite: bool) -> Path:
    """Return the absolute path for a video; raise `RequestRefused` when it cannot or must not be written there.

    Without a wanted file the name is made from the words of the request, and numbered where it is taken.
    """
    path = (wanted if wanted is not None else Path()).absolute()
    try:
        is_named = not path.is_dir()
        if not is_named:
            path /= f"{build_name(words)}{_SUFFIX}"
        is_writable = os.access(path.parent, os.W_OK | os.X_OK) and not path.is_dir()
        is_free = _is_free(path)
    except OSError as error:
        raise RequestRefused(sentences.not_writable(str(path)), option="output") from error
    if not is_writable:
        raise RequestRefused(sentences.not_writable(str(path)), option="output")
    if overwrite or is_free:
        return path
    if is_named:
        raise RequestRefused(sentences.file_exists(str(path)), option="output")
    return next(other for other in _number(path) if _is_free(other))


def build_name(words: str) -> str:
    """Return words as a file name without suffix, such as `the-sun-sets`."""
    name = _NOT_IN_NAMES.sub("-", words.lower()).strip("-")
    return name[:_LONGEST_NAME].rstrip("-") or _FALLBACK_NAME


def place_video(source: Path, target: Path, *, overwrite: bool) -> Path:
    """Copy a video to `target` in one instant and return where it is.

    Where another file stands and may not be replaced, the name gets a number. Repeating this changes nothing.
    """
    unfinished = target.with_name(f".{target.name[:_LONGEST_NAME]}.{source.stem}.part")
    try:
        shutil.copyfile(source, unfinished)
        final = target if overwrite else _reserve(source, target)
        unfinished.replace(final)
    finally:
        unfinished.unlink(missing_ok=True)
    return final


def _reserve(source: Path, target: Path) -> Path:
    """Return the first path that is ours to fill, or that holds this very video already."""
    candidates = chain((target,), _number(target))
    return next(path for path in candidates if _claim(path) or filecmp.cmp(source, path, shallow=False))


def _claim(path: Path) -> bool:
    """Take a free path by an empty file, so that nobody else takes it."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return _is_free(path)
    return True


def _is_free(path: Path) -> bool:
    """Tell whether nothing is lost when a file is written here."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def _number(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
