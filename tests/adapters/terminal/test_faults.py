import errno
import socket

import pytest

from adapters.terminal.faults import find_fault
from bot.errors import RequestRefused, ServiceFailed

REFUSED = RequestRefused("No picture.")


@pytest.mark.parametrize(
    "error", [REFUSED, ExceptionGroup("", [REFUSED]), ExceptionGroup("", [ExceptionGroup("", [REFUSED])])]
)
def test_finds_our_errors_however_deep_they_lie(error: Exception) -> None:
    assert find_fault(error) is REFUSED


@pytest.mark.parametrize(
    "error", [ValueError(), OSError(errno.ENOSPC, ""), ExceptionGroup("", [ServiceFailed("No."), ValueError()])]
)
def test_a_bug_has_no_sentence(error: Exception) -> None:
    assert find_fault(error) is None


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (OSError(errno.EADDRINUSE, "in use"), "another program has that port"),
        (OSError(errno.EADDRNOTAVAIL, "not here"), "no such address"),
        (PermissionError(errno.EACCES, "no"), "reserved"),
        (socket.gaierror(-2, "unknown"), "no such address"),
    ],
)
def test_an_address_that_cannot_be_listened_on_is_explained(error: Exception, part: str) -> None:
    fault = find_fault(ExceptionGroup("", [error]))

    assert part in str(fault)
