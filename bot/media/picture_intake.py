"""Pictures in: from an attachment of a stranger to a file the video service takes, or to a refusal that helps.

This side reads bytes and waits; everything that decodes happens in `bot.media.picture_worker`, in a worker.
"""

from pathlib import Path
from uuid import uuid4

from bot.errors import RequestRefused
from bot.media.framing import Fit
from bot.media.picture_order import AcceptedPicture, PictureLimits, PictureOrder
from bot.media.upload import PictureUpload
from bot.media.worker_function import WorkerFunction
from bot.media.worker_pool import StopReason, WorkerPool, WorkerStopped
from bot.messages import pictures as messages
from bot.ports import Attachment
from bot.request.generation_request import Aspect, Quality

NORMALISE_PICTURE: WorkerFunction[PictureOrder, AcceptedPicture] = WorkerFunction(
    module="bot.media.picture_worker", name="normalise_picture"
)
WRITE_CLOSER_VIEW: WorkerFunction[Path, Path, int, AcceptedPicture] = WorkerFunction(
    module="bot.media.picture_worker", name="write_closer_view"
)


class PictureIntake:
    """Takes pictures in, one call a picture; what it writes belongs to the caller."""

    def __init__(self, *, pool: WorkerPool, limits: PictureLimits | None = None, fit: Fit = Fit.PAD) -> None:
        """Use the workers of `pool` within `limits`; `fit` says how pictures get another shape."""
        self._pool = pool
        self._fit = fit
        self._limits = limits or PictureLimits()

    async def accept(
        self,
        attachment: Attachment,
        *,
        folder: Path,
        option: str,
        aspect: Aspect = Aspect.AUTO,
        quality: Quality = Quality.HD,
    ) -> AcceptedPicture:
        """Normalise a picture into a new file in `folder`, which lives as long as the caller lets it.

        The folder is made when it is not there yet, and what was handed in stays in it too. `option` is what the
        picture was given for. Raise `RequestRefused`, naming it, when the attachment cannot become a picture that the
        service takes.
        """
        source = folder / f"{uuid4().hex}.upload"
        kind = await PictureUpload(attachment, option=option, limits=self._limits).save(source)
        order = PictureOrder(
            source=source,
            to=source.with_suffix(".jpg"),
            kind=kind,
            name=attachment.name,
            option=option,
            aspect=aspect,
            fit=self._fit,
            longest_side=self._longest_side_for(quality),
            limits=self._limits,
        )
        return await self._normalise(order)

    async def closer_view(self, file: Path, *, to: Path) -> AcceptedPicture:
        """Write the middle of a normalised picture, 12 % closer, in the same size; the same file gives the same bytes.

        It serves as the first frame where a service takes no last frame alone.
        """
        return await self._pool.run(
            WRITE_CLOSER_VIEW,
            file,
            to,
            self._limits.outcome_bytes,
            timeout_seconds=self._limits.decoding_seconds,
        )

    def _longest_side_for(self, quality: Quality) -> int:
        if quality is Quality.ULTRA_HD:
            return self._limits.longest_side_for_4k
        return self._limits.longest_side

    async def _normalise(self, order: PictureOrder) -> AcceptedPicture:
        try:
            return await self._pool.run(NORMALISE_PICTURE, order, timeout_seconds=self._limits.decoding_seconds)
        except WorkerStopped as error:
            raise _refusal_for(error.reason, order=order) from error


def _refusal_for(reason: StopReason, *, order: PictureOrder) -> RequestRefused:
    sentences = {
        StopReason.TIME: messages.picture_takes_too_long(order.name, seconds=order.limits.decoding_seconds),
        StopReason.MEMORY: messages.picture_needs_too_much_memory(order.name),
        StopReason.CRASH: messages.picture_is_damaged(order.name),
    }
    return RequestRefused(sentences[reason], option=order.option)
