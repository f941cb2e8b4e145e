import errno

import pytest

from bot.disk_faults import translated_disk_errors
from bot.errors import ServiceFailed


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "storage_full"),
        (errno.EDQUOT, "storage_full"),
        (errno.EIO, "storage_failed"),
        (errno.EROFS, "storage_failed"),
    ],
)
def test_disk_errors_become_failures_of_ours(number: int, code: str) -> None:
    with pytest.raises(ServiceFailed) as caught, translated_disk_errors():
        raise OSError(number, "secret text of the system")

    assert caught.value.code == code
    assert "secret text" not in caught.value.sentence
    assert isinstance(caught.value.__cause__, OSError)


def test_errors_of_other_kinds_pass_through() -> None:
    with pytest.raises(KeyError), translated_disk_errors():
        raise KeyError
