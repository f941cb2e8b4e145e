"""Sets up logging, once, for a whole process: readable for people or JSON for machines, and never a secret."""

import logging
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

_MASK = "***"
#: Libraries whose debugging lines hold what people wrote.
_TALKATIVE = ("psycopg", "discord", "slack_sdk", "slack_bolt", "aiohttp", "asyncio", "dbos")
_SECRET_NAMES = re.compile(r"token|secret|password|api_key|authorization|signature", re.IGNORECASE)
#: Bearer headers, keys of the video service, Discord's tokens of bots and of answers, Slack's tokens, tickets and
#: addresses for uploads and answers, wherever they might slip into a text.
_SECRET_TEXTS = re.compile(
    r"(?<=Bearer )\S+|\bsk-[A-Za-z0-9_-]{6,}|(?<=signature=)[0-9a-f]+"
    r"|\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|(?<=/webhooks/)\d+/[\w-]+|(?<=/interactions/)\d+/[\w-]+"
    r"|\bx(?:ox[a-z]|app)[.-][\w.-]{6,}|(?<=ticket=)[\w-]+|(?<=/upload/v1/)[\w-]+"
    r"|(?<=hooks\.slack\.com/)[\w/-]+"
)


def bound_job(job_id: str) -> AbstractContextManager[object]:
    """Name a job in every record that is written in this block, by whatever it calls."""
    return structlog.contextvars.bound_contextvars(job_id=job_id)


def set_up_logging(*, level: str, log_format: str, stream: TextIO) -> None:
    """Send all records of this process to `stream`."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_secrets,
    ]
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if log_format == "text":
        renderer = structlog.dev.ConsoleRenderer(colors=stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # One line per HTTP request says nothing that the jobs' own lines do not.
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # Already at INFO it writes down every statement with all that is stored.
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    # At DEBUG these write down what they send and store, prompts and keys included.
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))
    # It warns that there is no voice, of which there never will be.
    logging.getLogger("discord.client").setLevel(logging.ERROR)


def mask_secrets(_logger: WrappedLogger, _method: str, record: EventDict) -> EventDict:
    """Replace whatever is or looks like a secret in a record."""
    return {name: _mask(name, value) for name, value in record.items()}


def _mask(name: str, value: object) -> object:
    if _SECRET_NAMES.search(name):
        return _MASK
    if isinstance(value, Mapping):
        return {key: _mask(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mask("", inner) for inner in value]
    return _SECRET_TEXTS.sub(_MASK, value) if isinstance(value, str) else value
