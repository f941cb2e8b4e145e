"""Orders for videos: every way in becomes the one command that the core knows."""

import logging
from collections.abc import Mapping
from typing import Any

from adapters.slack.buttons import build_again_button
from adapters.slack.desk import Desk
from adapters.slack.drafts import Draft, DraftFile, FormKind, describe_file
from adapters.slack.form_rows import Before, list_rows
from adapters.slack.forms import FilledForm
from adapters.slack.kept_forms import KeptForm, KeptForms
from adapters.slack.occasion import Occasion
from adapters.slack.order import Order
from adapters.slack.payloads import SlackFile, SlackMessage
from adapters.slack.people import People
from adapters.slack.picture import FileServer, SlackPicture, find_mistake, list_pictures
from adapters.slack.posted import PostedMessage
from adapters.slack.reply import PrivateReply
from adapters.slack.routing import Routing, Wish
from adapters.slack.text import escape_text
from bot.errors import BotError, RequestRefused
from bot.job.command import PictureSource, StoredPicture, StoredVideoFrame
from bot.job.job import Job, ReplyAddress
from bot.media.picture_order import PictureLimits
from bot.messages import jobs as job_sentences
from bot.messages import pictures as picture_sentences
from bot.messages import slack as sentences
from bot.request.options import FIRST, LAST, PROMPT
from bot.request.spelling import spell_options

logger = logging.getLogger(__name__)

_FRAMES = (FIRST.name, LAST.name)


class Orders:
    """Takes orders from forms and messages."""

    def __init__(self, desk: Desk, *, people: People, routing: Routing, server: FileServer) -> None:
        """Hand orders to `desk`; pictures come from `server`."""
        self._desk = desk
        self._people = people
        self._routing = routing
        self._server = server
        self._kept = KeptForms()

    def check_form(self, draft: Draft, filled: FilledForm) -> None:
        """Raise `RequestRefused` for whatever can be seen at once, so that the form can stay open."""
        for name, file in filled.files.items():
            _check_upload(name, file)
        self._desk.quotes.check(
            {name: word for name, word in filled.words.items() if name not in _FRAMES},
            has_first=draft.kind is not FormKind.NEW or FIRST.name in {*filled.files, *draft.uploads},
            has_last=LAST.name in {*filled.files, *draft.uploads, *filled.words},
        )

    async def take_form(self, reply: PrivateReply, occasion: Occasion, draft: Draft, filled: FilledForm) -> None:
        """Take a form that was sent; what was typed in a refused one is kept and offered again."""
        try:
            order = await self._read_form(occasion, draft, filled)
            await self._place(reply, occasion, order, wish=filled.wish)
        except BotError as error:
            logger.info("A form led to nothing: %s", getattr(error, "code", "refused"))
            carried = self._kept.keep(_keep(occasion, draft, filled, at_fault=getattr(error, "option", None)))
            text = escape_text(error.sentence)
            blocks: list[dict[str, Any]] = [
                {"type": "section", "text": {"type": "mrkdwn", "text": text}},
                {"type": "actions", "elements": [build_again_button(carried)]},
            ]
            await reply.tell(text, blocks=blocks)

    def find_refused(self, carried: str, occasion: Occasion) -> KeptForm:
        """Return a refused form to whoever sent it; raise `RequestRefused` when it was forgotten."""
        kept = self._kept.find(carried, team_id=occasion.team_id, user_id=occasion.user_id)
        if kept is None:
            raise RequestRefused(sentences.form_forgotten())
        return kept

    async def take_message(
        self, occasion: Occasion, words: str, *, pictures: tuple[SlackFile, ...], address: ReplyAddress
    ) -> None:
        """Take what a message asks for; raise `RequestRefused` where it has no picture and continues nothing."""
        order = self._read_pictures(occasion, words, pictures)
        requester = await self._people.name(occasion)
        if order is None:
            videos = [job for job in await self._desk.jobs.list_jobs(requester) if _is_video_in(job, address)]
            if not videos:
                raise RequestRefused(sentences.no_picture_in_mention())
            source = StoredVideoFrame(job_id=videos[0].id)
            order = Order(words={PROMPT.name: words}, frames={FIRST.name: source}, parent_id=videos[0].id)
        await self._desk.jobs.animate(order.build_command(occasion.event_id, requester=requester, address=address))

    def _read_pictures(self, occasion: Occasion, words: str, pictures: tuple[SlackFile, ...]) -> Order | None:
        if not pictures:
            return None
        frames = {name: self._open(file, occasion) for name, file in zip(_FRAMES, pictures, strict=False)}
        return Order(words={PROMPT.name: words}, frames=frames)

    async def _place(self, reply: PrivateReply, occasion: Occasion, order: Order, *, wish: Wish) -> None:
        route = await self._routing.choose(occasion, wish=wish)
        requester = await self._people.name(occasion)
        command = order.build_command(occasion.event_id, requester=requester, address=route.address)
        await self._desk.jobs.animate(command)
        if route.detour is not None:
            await reply.tell(route.detour)

    async def _read_form(self, occasion: Occasion, draft: Draft, filled: FilledForm) -> Order:
        words, frames = dict(filled.words), self._read_uploads(occasion, draft, filled)
        if draft.files:
            chosen = _choose(draft, words)
            frames = {**{name: self._open_draft_file(file, occasion) for name, file in chosen.items()}, **frames}
        if not draft.job_id:
            return Order(words={name: word for name, word in words.items() if name not in _FRAMES}, frames=frames)
        job = await self._desk.jobs.read_job(draft.job_id)
        if job is None or job.address.tenant != occasion.team_id:
            raise RequestRefused(job_sentences.no_such_job())
        blank = {row.option.name: "" for row in list_rows(draft, Before()) if row.option.name not in _FRAMES}
        return Order(
            words={**spell_options(job.request.options), **blank, **words},
            frames={**_stored_frames(job, kind=draft.kind), **frames},
            parent_id=job.id,
        )

    def _read_uploads(self, occasion: Occasion, draft: Draft, filled: FilledForm) -> dict[str, PictureSource]:
        kept = {name: self._open_draft_file(file, occasion) for name, file in draft.uploads.items()}
        return {**kept, **{name: self._open(file, occasion) for name, file in filled.files.items()}}

    def _open_draft_file(self, file: DraftFile, occasion: Occasion) -> PictureSource:
        return self._open(SlackFile(id=file.id, name=file.name), occasion)

    def _open(self, file: SlackFile, occasion: Occasion) -> PictureSource:
        return SlackPicture(file=file, team_id=occasion.team_id, server=self._server)


def find_pictures(message: SlackMessage) -> tuple[SlackFile, ...]:
    """Return the pictures of a message; raise `RequestRefused` when it has files that are no pictures instead."""
    pictures = list_pictures(message)
    mistake = find_mistake(message.files)
    if not pictures and mistake is not None:
        raise RequestRefused(_spell_mistake(mistake))
    return pictures


def _check_upload(name: str, file: SlackFile) -> None:
    limit_bytes = PictureLimits().upload_bytes
    if find_mistake([file]) is not None:
        raise RequestRefused(_spell_mistake(file), option=name)
    if file.size > limit_bytes:
        raise RequestRefused(
            picture_sentences.picture_has_too_many_bytes(file.name, limit_bytes=limit_bytes), option=name
        )


def _spell_mistake(file: SlackFile) -> str:
    return picture_sentences.picture_is_something_else(file.name, kind=file.pretty_type or file.mimetype)


def _choose(draft: Draft, words: dict[str, str]) -> dict[str, DraftFile]:
    """Return the pictures that were chosen among those of a message."""
    chosen = {FIRST.name: draft.files[0]}
    for name in _FRAMES:
        number = words.pop(name, "")
        if number.isdecimal() and int(number) < len(draft.files):
            chosen[name] = draft.files[int(number)]
    return chosen


def _stored_frames(job: Job, *, kind: FormKind) -> Mapping[str, PictureSource]:
    if kind is FormKind.CONTINUE:
        return {FIRST.name: StoredVideoFrame(job_id=job.id)}
    frames = {FIRST.name: job.request.first_frame, LAST.name: job.request.last_frame}
    return {name: StoredPicture(key=frame.key) for name, frame in frames.items() if frame is not None}


def _is_video_in(job: Job, address: ReplyAddress) -> bool:
    """Tell whether a job's video stands in the same thread, or is itself what the thread is about."""
    if job.video is None or address.thread is None:
        return False
    if (job.address.tenant, job.address.place) != (address.tenant, address.place):
        return False
    posts = [PostedMessage.parse(post) for post in (job.card_message_id, job.result_message_id) if post is not None]
    return address.thread in {job.address.thread, *(post.timestamp for post in posts)}


def _keep(occasion: Occasion, draft: Draft, filled: FilledForm, *, at_fault: str | None) -> KeptForm:
    """Return a form to be opened again, without the picture that was at fault."""
    uploads = {**draft.uploads, **{name: describe_file(file) for name, file in filled.files.items()}}
    uploads = {name: file for name, file in uploads.items() if name != at_fault}
    return KeptForm(
        team_id=occasion.team_id,
        user_id=occasion.user_id,
        draft=draft.model_copy(update={"uploads": uploads}),
        words=filled.words,
        wish=filled.wish,
    )
