"""Reads the settings from the environment and `.env`, and says in plain words which of them cannot be used."""

from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.errors import RequestRefused
from bot.messages import terminal as sentences
from bot.settings import Settings


def read_settings(
    *, host: str | None = None, port: int | None = None, data_folder: Path | None = None, parts: str | None = None
) -> Settings:
    """Return the settings, with what was said on the command line on top; raise `RequestRefused` for unusable ones."""
    said = {"host": host, "port": port, "data_folder": data_folder, "parts": parts}
    try:
        # Pydantic reads and checks each value anew, whatever type it has here.
        return Settings.model_validate({name: value for name, value in said.items() if value is not None})
    except ValidationError as error:
        raise RequestRefused("\n".join(_describe(details) for details in error.errors())) from error


def _describe(details: ErrorDetails) -> str:
    name = str(details["loc"][0])
    field = Settings.model_fields[name]
    # A secret must not reach the screen, not even a mistyped one.
    typed = None if "SecretStr" in str(field.annotation) else str(details["input"])
    return sentences.setting_unusable(f"FLIPBOOK_{name.upper()}", typed=typed, meaning=field.description or "")
