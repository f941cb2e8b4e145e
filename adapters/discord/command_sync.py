"""Tells Discord which commands there are, when and only when they changed since it was told last."""

import asyncio
import hashlib
import json
import logging
from pathlib import Path

from adapters.discord.commands import Tree
from adapters.discord.errors import calling_discord
from bot.errors import ServiceFailed

logger = logging.getLogger(__name__)


async def sync_commands(tree: Tree, *, memory: Path) -> None:
    """Register the commands of `tree` unless `memory` says that they stand there; a failure leaves the old ones."""
    wanted = await hash_commands(tree)
    if await asyncio.to_thread(_read, memory) == wanted:
        logger.info("Discord knows all commands")
        return
    try:
        async with calling_discord():
            await tree.sync()
    except ServiceFailed as error:
        logger.warning("Discord did not take the commands, so it keeps the old ones: %s", error.code)
        return
    await asyncio.to_thread(memory.write_text, wanted)
    logger.info("Discord was told the commands")


async def hash_commands(tree: Tree) -> str:
    """Return what tells one set of commands, in all languages, from another."""
    translator = tree.translator
    commands = [
        command.to_dict(tree) if translator is None else await command.get_translated_payload(tree, translator)
        for command in tree.get_commands()
    ]
    told = json.dumps([tree.client.application_id, commands], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _read(memory: Path) -> str:
    return memory.read_text() if memory.exists() else ""
