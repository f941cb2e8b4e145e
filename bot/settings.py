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
    database_url: SecretStr | None = Field(
        default=None,
        description="`postgresql://user:password@host/database`, where many machines share the jobs; "
        "`docs/many-machines.md` says how. Without it, everything is kept in the data folder, by one process.",
    )
    media_url: str | None = Field(
        default=None,
        description="Where many machines share pictures and videos: `s3://bucket/prefix`, "
        "or `file:///folder` for a folder that all of them see.",
    )
    media_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="The object store's address, where it is not the one of AWS.",
    )
    media_region: str = Field(default="us-east-1", description="The object store's region.")
    media_key_id: str | None = Field(
        default=None, description="Our name at the object store; without it, the AWS variables and roles are asked."
    )
    media_key: SecretStr | None = Field(default=None, description="Our key at the object store.")
    shared_secret: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="The secret that signs links, the same for all processes on one database; "
        "`openssl rand -hex 32` makes one. Without it, the data folder holds one.",
    )
    parts: str = Field(
        default="",
        description="What this process runs, separated by commas: discord, slack, web, worker, studio. "
        "Empty means everything that is configured.",
    )
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
    slack_bot_token: SecretStr | None = Field(
        default=None,
        description="Token of the Slack bot in one workspace, which begins with `xoxb-`; `docs/slack.md` says where to "
        "get it.",
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="App-level token of the Slack app, which begins with `xapp-`: with it, the bot needs no address on "
        "the internet.",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        description="Signing secret of the Slack app, where Slack sends its requests to the public address instead.",
    )
    slack_client_id: str | None = Field(
        default=None,
        description="Client ID of the Slack app, where several workspaces install it at the public address; "
        "then no bot token is needed.",
    )
    slack_client_secret: SecretStr | None = Field(default=None, description="Client secret of the Slack app.")
    studio_port: int = Field(
        default=0, ge=0, le=65535, description="The port of the embedded studio on 127.0.0.1; 0 takes any free one."
    )
    studio_workers: int = Field(
        default=0, ge=0, le=64, description="Videos that the studio renders at once; 0 means one per processor core."
    )
    studio_host: str = Field(default="127.0.0.1", description="The address that the embedded studio listens on.")
    studio_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Where the process that runs the part `studio` is reached by those that do not.",
    )
    most_running: int = Field(default=20, ge=1, le=100_000, description="Videos in the making at once, everywhere.")
    most_running_per_person: int = Field(
        default=3, ge=1, le=1000, description="Videos in the making at once for one person; the others wait."
    )
    most_running_per_server: int = Field(
        default=0,
        ge=0,
        le=100_000,
        description="Videos in the making at once for one server or workspace; 0 means no limit. "
        "Best a multiple of the limit per person.",
    )
    most_starts_per_minute: int = Field(
        default=0,
        ge=0,
        le=100_000,
        description="Videos handed to the video service within any minute, everywhere; 0 means no limit.",
    )
    most_unfinished_per_person: int = Field(
        default=20, ge=1, le=10_000, description="Videos one person may have waiting and in the making together."
    )
    monthly_credits_per_person: float | None = Field(
        default=None, ge=0, description="Credits that one person may spend in a calendar month; empty means any number."
    )
    monthly_credits_per_server: float | None = Field(
        default=None,
        ge=0,
        description="Credits that everybody on one server or workspace may spend together in a calendar month; "
        "empty means any number.",
    )
    keep_videos_days: int = Field(
        default=90,
        ge=0,
        le=36_500,
        description="Days after which finished videos are deleted here; what was posted elsewhere stays there. "
        "0 keeps them for ever. Pictures always go 24 hours after their video is done.",
    )
    keep_history_days: int = Field(
        default=365,
        ge=0,
        le=36_500,
        description="Days after which finished jobs with their prompts, and the chat page's messages, are deleted; "
        "0 keeps them for ever.",
    )
    most_storage_gigabytes: float = Field(
        default=50,
        ge=0,
        description="When the stored pictures and videos exceed this, the oldest videos are deleted; 0 means no limit.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="What `/metrics` is asked with, as `Authorization: Bearer ...`. Without it, only this machine is "
        "answered.",
    )
    operations_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Where a process without the chat page serves `/healthz`, `/readyz` and `/metrics`.",
    )
    log_level: str = Field(
        default="INFO", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR."
    )
    log_format: str = Field(
        default="text", pattern=r"^(text|json)$", description="`text` for people, `json` for machines."
    )
