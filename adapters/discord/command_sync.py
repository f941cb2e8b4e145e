"""Tells Discord which commands there are, when and only when they changed since it was told last."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from discord import app_commands

from adapters.discord.commands import Tree
from adapters.discord.errors import calling_discord
from bot.errors import ServiceFailed

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Memory:
    """What was written down when Discord was told the commands last."""

    wanted: str = ""
    registered: str = ""


async def sync_commands(tree: Tree, *, memory: Path) -> None:
    """Register the commands of `tree` unless `memory` says that they stand there; a failure leaves the old ones."""
    wanted = await hash_commands(tree)
    if (await asyncio.to_thread(_read, memory)).wanted == wanted:
        logger.info("Discord knows all commands")
        return
    try:
        async with calling_discord():
            registered = hash_registered(await tree.sync())
    except ServiceFailed as error:
        logger.warning("Discord did not take the commands, so it keeps the old ones: %s", error.code)
        return
    await asyncio.to_thread(memory.write_text, f"{wanted} {registered}")
    logger.info("Discord was told the commands")


async def are_registered(commands: Sequence[app_commands.AppCommand], *, memory: Path) -> bool:
    """Tell whether Discord has the very commands that it was told last; True where nothing was written down."""
    registered = (await asyncio.to_thread(_read, memory)).registered
    return registered in {"", hash_registered(commands)}


async def hash_commands(tree: Tree) -> str:
    """Return what tells one set of commands, in all languages, from another."""
    translator = tree.translator
    commands = [
        command.to_dict(tree) if translator is None else await command.get_translated_payload(tree, translator)
        for command in tree.get_commands()
    ]
    return _hash([tree.client.application_id, commands])


def hash_registered(commands: Sequence[app_commands.AppCommand]) -> str:
    """Return what tells one set of registered commands from another; Discord leaves out the other languages."""
    told = sorted((_drop_languages(command.to_dict()) for command in commands), key=lambda one: str(one["name"]))
    return _hash(told)


def _drop_languages(told: Any) -> Any:  # noqa: ANN401  # JSON of any shape goes in and comes out
    if isinstance(told, Mapping):
        return {key: _drop_languages(value) for key, value in told.items() if not key.endswith("_localizations")}
    return [_drop_languages(one) for one in told] if isinstance(told, list) else told


def _hash(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _read(memory: Path) -> _Memory:
    words = memory.read_text().split() if memory.exists() else []
    if len(words) == len(fields(_Memory)):
        return _Memory(wanted=words[0], registered=words[1])
    return _Memory()
