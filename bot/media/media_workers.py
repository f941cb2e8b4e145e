"""The workers that look at pictures and videos, ready before the first one arrives. What they do stands elsewhere."""

from contextlib import AbstractAsyncContextManager

from bot.media.worker_pool import WorkerPool, open_worker_pool

_MODULES = ("bot.media.picture_worker", "bot.media.video_worker")


def open_media_workers(*, workers: int) -> AbstractAsyncContextManager[WorkerPool]:
    """Lend a pool of at most so many processes that have imported all they need."""
    return open_worker_pool(workers=workers, modules=_MODULES)
