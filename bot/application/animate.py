"""`flipbook animate`: one job from a shell, in a data folder of its own."""

from adapters.terminal.ending import Ending
from adapters.terminal.job_folder import JobFolder
from adapters.terminal.order import AnimateOrder
from adapters.terminal.screen import Screen
from adapters.terminal.visit import AnimateVisit
from bot.application.core import open_core
from bot.application.foundations import open_foundations
from bot.settings import Settings


async def run_animate(order: AnimateOrder, settings: Settings, *, screen: Screen) -> Ending:
    """Make one video for whoever sits at the terminal, in a data folder that belongs to this job alone."""
    async with open_foundations(_keep_to_itself(settings)) as foundations:
        visit = AnimateVisit(
            order,
            service=foundations.service,
            media=foundations.media,
            folder=JobFolder(path=settings.data_folder),
            screen=screen,
        )
        declined = await visit.agree_on_price()
        if declined is not None:
            return declined
        async with open_core(foundations, platforms=[visit.platform]) as core:
            return await visit.run(core.jobs)


def _keep_to_itself(settings: Settings) -> Settings:
    """Leave out what this machine may share with others; nobody else could finish a job of this terminal."""
    alone = {"database_url": None, "media_url": None, "studio_url": None, "parts": ""}
    return settings.model_copy(update=alone)
