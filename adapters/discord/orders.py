"""Orders for videos: every way in becomes the one command that the core knows."""

from collections.abc import Mapping

import discord

from adapters.discord.buttons import find_job_ids
from adapters.discord.custom_ids import FormId, FormKind
from adapters.discord.desk import JobDesk
from adapters.discord.drafts import Drafts
from adapters.discord.forms import FilledForm, FormRow, build_form, read_form
from adapters.discord.order import Order
from adapters.discord.picture import ContentServer, DiscordPicture, find_pictures, read_attachment
from adapters.discord.places import is_age_restricted
from adapters.discord.reply import PrivateReply, answer, open_form, say_at_once
from adapters.discord.routing import choose_route
from adapters.discord.text import PLATFORM
from bot.errors import RequestRefused
from bot.job.command import PictureSource, StoredPicture, StoredVideoFrame
from bot.job.job import Job, Requester
from bot.messages import discord as sentences
from bot.messages import jobs as job_sentences
from bot.request.generation_request import ShotMode
from bot.request.options import ASPECT, DURATION, FIRST, LAST, PROMPT, QUALITY, SHOTS
from bot.request.spelling import spell_options


class Orders:
    """Takes orders from commands, forms and messages."""

    def __init__(self, desk: JobDesk, *, server: ContentServer) -> None:
        """Hand orders to `desk`; pictures come from `server`."""
        self._desk = desk
        self._server = server
        self._drafts = Drafts()

    async def take_command(self, interaction: discord.Interaction, values: Mapping[str, object]) -> None:
        """Take what was typed after `/animate`."""
        frames = {
            name: read_attachment(value, self._server)
            for name, value in values.items()
            if isinstance(value, discord.Attachment)
        }
        words = {name: value for name, value in values.items() if name not in {FIRST.name, LAST.name}}
        await self._take(interaction, Order(words=words, frames=frames))

    async def open_draft(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Ask what should happen with the pictures of a message."""
        pictures = find_pictures(message, self._server)
        if not pictures:
            await say_at_once(interaction, sentences.no_picture_in_message())
            return
        draft_id = str(interaction.id)
        self._drafts.keep(draft_id, pictures)
        form = build_form(FormId(kind=FormKind.DRAFT, subject=draft_id), _draft_rows(pictures))
        await open_form(interaction, form)

    async def open_form(self, interaction: discord.Interaction, *, kind: FormKind, job_id: str) -> None:
        """Ask what should be different from a job, or what should happen after it."""
        job = await self._desk.read_job(job_id)
        if job is None:
            await say_at_once(interaction, job_sentences.no_such_job())
            return
        form = build_form(FormId(kind=kind, subject=job_id), _job_rows(job, kind=kind))
        await open_form(interaction, form)

    def knows_form(self, form_id: FormId) -> bool:
        """Tell whether this process has all that a form is about; drafts are only where they were begun."""
        return form_id.kind is not FormKind.DRAFT or bool(self._drafts.find(form_id.subject))

    async def take_form(self, interaction: discord.Interaction, form_id: FormId) -> None:
        """Take a form that was filled in."""
        filled = read_form(interaction.data or {}, self._server)

        async def work(reply: PrivateReply) -> None:
            order = await self._read_order(form_id, filled)
            await self._place(interaction, order, reply)

        await answer(interaction, work)

    def read_message(self, message: discord.Message, words: str, *, me: int) -> Order | None:
        """Return what a message asks for by its pictures or by the video of `me` that it answers, or None."""
        pictures = find_pictures(message, self._server)
        answered = message.reference.resolved if message.reference is not None else None
        if isinstance(answered, discord.Message) and not pictures:
            # Others could put ids of ours into buttons of theirs.
            job_ids = sorted(find_job_ids(answered)) if answered.author.id == me else []
            if job_ids:
                return Order(
                    words={PROMPT.name: words},
                    frames={FIRST.name: StoredVideoFrame(job_id=job_ids[0])},
                    parent_id=job_ids[0],
                )
            pictures = find_pictures(answered, self._server)
        if not pictures:
            return None
        return Order(words={PROMPT.name: words}, frames=dict(zip((FIRST.name, LAST.name), pictures, strict=False)))

    async def _take(self, interaction: discord.Interaction, order: Order) -> None:
        async def work(reply: PrivateReply) -> None:
            await self._place(interaction, order, reply)

        await answer(interaction, work)

    async def _place(self, interaction: discord.Interaction, order: Order, reply: PrivateReply) -> None:
        route = await choose_route(interaction, is_age_restricted=order.is_age_restricted)
        command = order.build_command(
            str(interaction.id),
            requester=name_person(interaction.user),
            address=route.address,
            is_age_restricted=is_age_restricted(interaction.channel),
        )
        await self._desk.animate(command)
        if route.detour is None:
            await reply.close()
        else:
            await reply.tell(route.detour)

    async def _read_order(self, form_id: FormId, filled: FilledForm) -> Order:
        if form_id.kind is FormKind.DRAFT:
            return _read_draft(filled, self._drafts.find(form_id.subject))
        job = await self._desk.read_job(form_id.subject)
        if job is None:
            raise RequestRefused(job_sentences.no_such_job())
        words = {**spell_options(job.request.options), **_blank(_job_rows(job, kind=form_id.kind)), **filled.words}
        return Order(
            words=words,
            frames={**_stored_frames(job, kind=form_id.kind), **filled.pictures},
            parent_id=job.id,
            is_from_restricted=job.is_age_restricted,
        )


def name_person(user: discord.User | discord.Member) -> Requester:
    """Return a person as the core knows them."""
    return Requester(platform=PLATFORM, id=str(user.id), name=user.display_name)


def _draft_rows(pictures: tuple[DiscordPicture, ...]) -> list[FormRow]:
    if len(pictures) == 1:
        return [FormRow(option=option) for option in (PROMPT, LAST, DURATION, ASPECT, QUALITY)]
    names = [sentences.picture_number(number, name=one.name) for number, one in enumerate(pictures, start=1)]
    return [
        FormRow(option=PROMPT),
        FormRow(option=FIRST, names=names, default="0"),
        FormRow(option=LAST, names=names),
        FormRow(option=DURATION),
        FormRow(option=QUALITY),
    ]


def _job_rows(job: Job, *, kind: FormKind) -> list[FormRow]:
    spelt = spell_options(job.request.options)
    is_storyboard = job.request.options.shots.mode is ShotMode.CUSTOM
    words = SHOTS if is_storyboard and kind is FormKind.EDIT else PROMPT
    rows = [FormRow(option=option, default=spelt.get(option.name, "")) for option in (DURATION, ASPECT, QUALITY)]
    if kind is FormKind.EDIT:
        return [FormRow(option=words, default=spelt.get(words.name, "")), *rows, FormRow(option=FIRST)]
    return [FormRow(option=words), *rows, FormRow(option=LAST)]


def _blank(rows: list[FormRow]) -> dict[str, str]:
    """Return no words for every row, so that what somebody emptied does not come back from the job."""
    return {row.option.name: "" for row in rows if row.option.name not in {FIRST.name, LAST.name}}


def _stored_frames(job: Job, *, kind: FormKind) -> dict[str, PictureSource]:
    if kind is FormKind.CONTINUE:
        return {FIRST.name: StoredVideoFrame(job_id=job.id)}
    frames = {FIRST.name: job.request.first_frame, LAST.name: job.request.last_frame}
    return {name: StoredPicture(key=frame.key) for name, frame in frames.items() if frame is not None}


def _read_draft(filled: FilledForm, pictures: tuple[DiscordPicture, ...]) -> Order:
    if not pictures:
        raise RequestRefused(sentences.draft_forgotten())
    words = dict(filled.words)
    frames: dict[str, PictureSource] = dict(filled.pictures)
    for name in (FIRST.name, LAST.name):
        number = words.pop(name, "")
        if number.isdecimal() and int(number) < len(pictures):
            frames[name] = pictures[int(number)]
    frames.setdefault(FIRST.name, pictures[0])
    return Order(words=words, frames=frames)
