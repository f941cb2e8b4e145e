"""The boundary at which errors of disks become errors of ours. What is written there is not its business."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import ServiceFailed
from bot.messages import storage as messages

_FULL_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def translated_disk_errors() -> Iterator[None]:
    """Raise an `OSError` of this block as `ServiceFailed`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL_ERRORS:
            raise ServiceFailed(messages.storage_full(), code="storage_full") from error
        raise ServiceFailed(messages.storage_failed(), code="storage_failed") from error
