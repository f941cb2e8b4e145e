"""Every setting of Flipbook: one frozen class, read once from the environment and `.env`.

`.env.example` is generated from here. Names in the environment are the field names in capitals after `FLIPBOOK_`.
"""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator can set; everything has a default that works on a laptop."""

    model_config = SettingsConfigDict(
        env_prefix="FLIPBOOK_", env_file=".env", frozen=True, extra="ignore", env_ignore_empty=True
    )

    data_folder: Path = Field(default=Path("data"), description="Where everything that survives a restart is kept.")
    host: str = Field(
        default="127.0.0.1",
        description="The address that the chat page listens on. It has no login: keep it on this machine, "
        "or put a proxy that asks for one in front of it.",
    )
    port: int = Field(default=8080, ge=0, le=65535, description="The port of the chat page; 0 takes any free one.")
    allowed_hosts: str = Field(
        default="",
        description="Further host names under which the chat page may be opened, separated by commas.",
    )
    public_base_url: str | None = Field(
        default=None,
        pattern=r"^https://[^/?#]+(/[^?#]*)?$",
        description="The https address under which the internet reaches this bot. With it, pictures are handed to "
        "the video service by signed links and finished videos are reported by callback.",
    )
    api_key: SecretStr | None = Field(
        default=None,
        description="Key of the video service. Without it, the embedded studio draws free previews on this machine.",
    )
    api_base_url: str = Field(
        default="https://api.evolink.ai", pattern=r"^https?://", description="The video service's API."
    )
    files_base_url: str = Field(
        default="https://files-api.evolink.ai", pattern=r"^https?://", description="The video service's file uploads."
    )
    discord_token: SecretStr | None = Field(
        default=None, description="Token of the Discord bot; `docs/discord.md` says where to get it."
    )
    studio_port: int = Field(
        default=0, ge=0, le=65535, description="The port of the embedded studio on 127.0.0.1; 0 takes any free one."
    )
    studio_workers: int = Field(
        default=0, ge=0, le=64, description="Videos that the studio renders at once; 0 means one per processor core."
    )
    most_running: int = Field(default=20, ge=1, le=1000, description="Videos in the making at once.")
    most_running_per_person: int = Field(
        default=3, ge=1, le=1000, description="Videos in the making at once for one person; the others wait."
    )
    most_unfinished_per_person: int = Field(
        default=20, ge=1, le=10_000, description="Videos one person may have waiting and in the making together."
    )
    log_level: str = Field(
        default="INFO", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR."
    )
    log_format: str = Field(
        default="text", pattern=r"^(text|json)$", description="`text` for people, `json` for machines."
    )
