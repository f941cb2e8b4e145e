"""Everything that can be set about the client of the video API, and what the two services it talks to can do.

Reading the environment does not belong here.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Self

from pydantic import SecretStr

from bot.ports import ServiceProfile
from bot.request.generation_request import Quality

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class KlingLimits:
    """How long and how much the client bears before it gives a call up."""

    connect_seconds: float = 10.0
    #: One call that only sends and receives JSON.
    call_seconds: float = 30.0
    upload_seconds: float = 120.0
    #: One whole download, and the longest silence within it.
    download_seconds: float = 900.0
    silence_seconds: float = 30.0
    answer_bytes: int = MEBIBYTE
    result_bytes: int = 512 * MEBIBYTE
    #: How often a call that changes nothing is made before it counts as failed.
    attempts: int = 3
    #: Before the second attempt; each further pause is twice as long.
    pause_seconds: float = 0.5
    #: A longer `Retry-After` is handed on to the caller instead of being waited for.
    inline_wait_seconds: float = 30.0


@dataclass(frozen=True, kw_only=True)
class KlingSettings:
    """One account at one server of the video API."""

    api_key: SecretStr
    profile: ServiceProfile
    #: Without a slash at the end.
    api_base_url: str = "https://api.evolink.ai"
    files_base_url: str = "https://files-api.evolink.ai"
    model: str = "kling-v3-image-to-video"
    #: The server still reads `aspect_ratio`; the current documentation does not list it.
    takes_aspect: bool = False
    #: The server runs on this machine, so asking it often costs nothing.
    is_local: bool = False
    #: The server is known to honour idempotency keys, even across its own restarts, so that a submission in doubt
    #: may be repeated at any time.
    keeps_keys: bool = False
    #: Origins such as `http://127.0.0.1:8080` whose results are fetched although they are not public; the
    #: server's own two are always among them.
    trusted_origins: frozenset[str] = frozenset()
    #: Where the internet reaches our callback receiver; None leaves it to polling.
    public_base_url: str | None = None
    callback_secret: SecretStr | None = None
    #: Remembers which addresses were sent for each job, so that a restart can send the very same request again;
    #: None forgets them with the process, and what a crash interrupted then ends in doubt.
    frames_folder: Path | None = None
    limits: KlingLimits = field(default_factory=KlingLimits)

    @classmethod
    def for_studio(cls, *, base_url: str, api_key: SecretStr, frames_folder: Path | None = None) -> Self:
        """Return the settings for the studio that listens at `base_url`."""
        return cls(
            api_key=api_key,
            profile=studio_profile(),
            api_base_url=base_url,
            files_base_url=base_url,
            takes_aspect=True,
            is_local=True,
            keeps_keys=True,
            frames_folder=frames_folder,
        )


def paid_profile() -> ServiceProfile:
    """Return what the paid video API can do."""
    return ServiceProfile(
        label="Kling 3.0",
        is_free=False,
        qualities=frozenset({Quality.HD, Quality.FULL_HD, Quality.ULTRA_HD}),
        accepts_lone_last_frame=False,
        cancels=False,
    )


def studio_profile() -> ServiceProfile:
    """Return what the embedded studio can do."""
    return ServiceProfile(
        label="Free preview",
        is_free=True,
        qualities=frozenset({Quality.HD, Quality.FULL_HD, Quality.ULTRA_HD}),
        accepts_lone_last_frame=True,
        cancels=True,
    )


@cache
def build_user_agent() -> str:
    """Return the name under which Flipbook calls other servers; it is looked up in the installed package once."""
    return f"Flipbook/{version('flipbook')}"
