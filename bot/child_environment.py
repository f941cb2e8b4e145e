"""What a child process of ours may see of our environment: how to find libraries and proxies, and no secret."""

import os
from collections.abc import Mapping

_HARMLESS = frozenset({"HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TZ", "VIRTUAL_ENV"})
_HARMLESS_BEGINNINGS = ("PYTHON", "SSL_CERT_")
_HARMLESS_ENDING = "_PROXY"


def build_child_environment(ours: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what may be seen of an environment."""
    return {
        name: value
        for name, value in ours.items()
        if name in _HARMLESS or name.startswith(_HARMLESS_BEGINNINGS) or name.upper().endswith(_HARMLESS_ENDING)
    }
