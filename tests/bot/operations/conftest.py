"""The world of the jobs, for whoever gives orders in it."""

from tests.bot.job.conftest import world

__all__ = ["world"]
