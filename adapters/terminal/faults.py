"""Finds, in whatever ended a program, the sentence that a person can act on. Bugs have none and keep their trace."""

import errno
import socket
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bot.errors import BotError, RequestRefused
from bot.messages import terminal as sentences

_LISTENING_FAULTS: Mapping[int, str] = MappingProxyType(
    {
        errno.EADDRINUSE: sentences.port_in_use(),
        errno.EADDRNOTAVAIL: sentences.address_not_here(),
        errno.EACCES: sentences.port_reserved(),
    }
)


def find_fault(error: BaseException) -> BotError | None:
    """Return the error to tell, also out of a group of them; None as soon as there is one that nobody foresaw."""
    faults = [_translate(single) for single in _list_singles(error)]
    return None if None in faults else faults[0]


def _list_singles(error: BaseException) -> Iterator[BaseException]:
    if not isinstance(error, BaseExceptionGroup):
        yield error
        return
    for part in error.exceptions:
        yield from _list_singles(part)


def _translate(error: BaseException) -> BotError | None:
    if isinstance(error, BotError):
        return error
    if isinstance(error, socket.gaierror):
        return RequestRefused(sentences.cannot_listen(sentences.address_not_here()))
    reason = _LISTENING_FAULTS.get(error.errno or 0) if isinstance(error, OSError) else None
    return RequestRefused(sentences.cannot_listen(reason)) if reason is not None else None
