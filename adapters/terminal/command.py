"""`flipbook animate` as a command: flags in, an exit code out, and on standard output only what scripts want."""

import logging
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import typer
from rich.console import Console

from adapters.terminal.ending import Ending, Verdict, end_with
from adapters.terminal.faults import find_fault
from adapters.terminal.flags import build_signature
from adapters.terminal.job_folder import JobFolder, find_job_folder
from adapters.terminal.order import AnimateOrder, read_order
from adapters.terminal.screen import Screen
from adapters.terminal.video_file import choose_path
from bot.errors import BotError
from bot.messages import terminal as sentences
from bot.settings import Settings

#: Carries out an order with settings whose data folder is the job's own.
Perform: TypeAlias = Callable[[AnimateOrder, Settings, Screen], Ending]
#: Reads the settings, given what `--data-folder` said.
ReadSettings: TypeAlias = Callable[[Path | None], Settings]


class AnimateCommandLine:
    """The command; Typer reads its parameters from `__signature__`."""

    def __init__(self, perform: Perform, *, read_settings: ReadSettings) -> None:
        """Let `perform` do the work."""
        self.__name__ = "animate"
        self.__signature__ = build_signature()
        self.__annotations__ = {}
        self._perform = perform
        self._read_settings = read_settings

    def __call__(self, **said: object) -> None:
        """Carry out what the flags say, and end the process with the code that says how it went."""
        screen = Screen(Console(stderr=True))
        ending = self._carry_out(said, screen)
        if said["json"]:
            typer.echo(ending.build_json())
        elif ending.path is not None:
            typer.echo(ending.path)
        raise typer.Exit(ending.exit_code)

    def _carry_out(self, said: Mapping[str, object], screen: Screen) -> Ending:
        try:
            order = prepare_order(said)
            folder_said = said["data_folder"]
            settings = self._read_settings(folder_said if isinstance(folder_said, Path) else None)
            return self._perform_in_folder(order, settings, screen)
        except (BotError, BaseExceptionGroup) as error:
            fault = find_fault(error)
            if fault is None:
                raise
            screen.tell(fault.sentence)
            return end_with(fault)

    def _perform_in_folder(self, order: AnimateOrder, settings: Settings, screen: Screen) -> Ending:
        """Carry an order out in a folder of its own, which is removed as soon as there is nothing to take up."""
        folder = find_job_folder(settings.data_folder, job_id=order.job_id)
        if order.resume is not None:
            folder.require()
        is_over = False
        try:
            with screen.live():
                ending = self._perform(order, _adapt_settings(settings, folder), screen)
            is_over = not ending.keeps_job
        except KeyboardInterrupt:
            return self._leave(folder, screen)
        finally:
            if is_over or not folder.is_begun:
                folder.remove()
        return ending

    @staticmethod
    def _leave(folder: JobFolder, screen: Screen) -> Ending:
        sentence = sentences.interrupted(folder.path.name) if folder.is_begun else sentences.nothing_started()
        screen.tell(sentence)
        return Ending(verdict=Verdict.INTERRUPTED, sentence=sentence)


def prepare_order(said: Mapping[str, object]) -> AnimateOrder:
    """Return the order with everything checked that can be checked before anything is opened."""
    order = read_order(said, event_id=secrets.token_hex(16))
    if order.resume is not None:
        return order
    options = order.check()
    path = choose_path(order.output, words=options.prompt, overwrite=order.force)
    return order.model_copy(update={"output": path})


def _adapt_settings(settings: Settings, folder: JobFolder) -> Settings:
    # Nothing is served from here, so pictures go to the service by upload and not by links to ourselves.
    changes: dict[str, object] = {"data_folder": folder.path, "public_base_url": None}
    if "log_level" not in settings.model_fields_set:
        # The live line says what goes on; only what is wrong may come between.
        changes["log_level"] = logging.getLevelName(logging.WARNING)
    return settings.model_copy(update=changes)
