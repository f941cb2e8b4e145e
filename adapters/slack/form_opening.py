"""Opens forms while Slack still lets us, and fills in later what takes time."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.desk import Desk
from adapters.slack.drafts import Draft, FormKind, begin_draft, read_draft
from adapters.slack.errors import calling_slack, read_error_name
from adapters.slack.form_rows import Before, list_rows, read_before
from adapters.slack.forms import (
    PRICE,
    FormPage,
    build_form,
    build_waiting_form,
    change_block,
    keep_findings,
    read_form,
)
from adapters.slack.kept_forms import KeptForm
from adapters.slack.occasion import Occasion
from adapters.slack.open_views import OpenViews
from adapters.slack.payloads import SlackFile, SlackMessage, SlackView
from adapters.slack.people import People
from adapters.slack.picture import FileServer, list_pictures
from adapters.slack.places import locate
from adapters.slack.routing import Routing
from adapters.slack.text import escape_text
from bot.errors import BotError, RequestRefused
from bot.job.job import Job
from bot.messages import jobs as job_sentences
from bot.messages import slack as sentences
from bot.request.options import OPTIONS, PROMPT, SHOTS

logger = logging.getLogger(__name__)

#: Slack takes a form within three seconds of what somebody did.
_OPEN_SECONDS = 3.0
_TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired"})
#: The same thing was told to us twice, and the other one opened the form.
_TWICE = frozenset({"exchanged_trigger_id", "trigger_exchanged"})


class FormOpening:
    """Opens forms about anything."""

    def __init__(self, desk: Desk, *, people: People, routing: Routing, server: FileServer) -> None:
        """Ask `desk` for prices and jobs, `routing` for places and `server` for pictures."""
        self._desk = desk
        self._people = people
        self._routing = routing
        self._server = server
        self._views = OpenViews()

    async def open_new(self, occasion: Occasion, trigger_id: str, *, words: Mapping[str, str]) -> None:
        """Ask for pictures and everything else."""
        page = self._draw(begin_draft(FormKind.NEW, occasion), Before(words=words))
        await self._open_page(occasion, trigger_id, page)

    async def open_message(self, occasion: Occasion, trigger_id: str, message: SlackMessage) -> None:
        """Ask what should happen with the pictures of a message; raise `RequestRefused` when it has none."""
        pictures = list_pictures(message)
        if not pictures:
            raise RequestRefused(sentences.no_picture_in_message())
        page = self._draw(begin_draft(FormKind.PICTURES, occasion, files=pictures), Before())
        await self._open_page(occasion, trigger_id, page)

    async def open_kept(self, occasion: Occasion, trigger_id: str, kept: KeptForm) -> None:
        """Open a refused form as it was sent."""
        draft = kept.draft.model_copy(update={"response_url": occasion.response_url or kept.draft.response_url})
        is_storyboard = SHOTS.name in kept.words and PROMPT.name not in kept.words
        page = self._draw(draft, Before(words=kept.words, is_storyboard=is_storyboard))
        await self._open_page(occasion, trigger_id, replace(page, wish=kept.wish))

    async def open_job(self, occasion: Occasion, trigger_id: str, *, kind: FormKind, job_id: str) -> None:
        """Ask what should be different from a job, or what should happen after it."""
        opened = await self._open(occasion, trigger_id, build_waiting_form(sentences.form_opens()))
        if opened is None:
            return
        job = await self._desk.jobs.read_job(job_id)
        if job is None or job.address.tenant != occasion.team_id:
            await self._update(occasion, opened, build_waiting_form(job_sentences.no_such_job()))
            return
        before = read_before(job, kind=kind)
        draft = begin_draft(kind, _at_home(occasion, job), job_id=job_id, has_more=before.has_more)
        await self._update(occasion, opened, build_form(await self._complete(occasion, self._draw(draft, before))))

    async def show_more(self, occasion: Occasion, view: SlackView) -> None:
        """Add the options that few people need to a form that stands open."""
        draft = read_draft(view.private_metadata)
        typed = Before(words=read_form(view).words)
        if draft.job_id and (job := await self._desk.jobs.read_job(draft.job_id)) is not None:
            before = read_before(job, kind=draft.kind)
            typed = replace(before, words={**before.words, **typed.words})
        page = self._draw(draft.model_copy(update={"has_more": True}), typed)
        self._views.note_growth(view.id)
        await self._update(occasion, view, build_form(keep_findings(page, view)), is_forced=True)

    async def price(self, occasion: Occasion, view: SlackView, *, moment: str) -> None:
        """Say what a form would cost as it stood at a moment, unless it has changed again since."""
        self._views.note_change(view.id, moment=moment)
        changed = change_block(view, {PRICE: self._describe_price(read_form(view).words)})
        has_grown = read_draft(view.private_metadata).has_more
        if self._views.is_up_to_date(view.id, moment=moment, has_grown=has_grown):
            # The form may have changed by an answer to what somebody did before; what they did last counts.
            await self._update(occasion, view, changed, is_forced=True)

    def _draw(self, draft: Draft, before: Before) -> FormPage:
        return FormPage(
            draft=draft,
            rows=list_rows(draft, before),
            price=self._describe_price(before.words),
            heading=_describe_subject(draft),
        )

    def _describe_price(self, words: Mapping[str, str]) -> str:
        try:
            return escape_text(self._desk.quotes.describe_price(words))
        except RequestRefused:
            return sentences.price_unknown()

    async def _open_page(self, occasion: Occasion, trigger_id: str, page: FormPage) -> None:
        opened = await self._open(occasion, trigger_id, build_form(page))
        if opened is None:
            return
        full = await self._complete(occasion, page)
        if full != page:
            await self._update(occasion, opened, build_form(full))

    async def _open(self, occasion: Occasion, trigger_id: str, view: dict[str, Any]) -> SlackView | None:
        """Open a form and return it, or None when it is open already; raise `RequestRefused` when it is too late."""
        client = await self._desk.connection.client_for(occasion.team_id)
        try:
            async with calling_slack(timeout_seconds=_OPEN_SECONDS):
                answer = await client.views_open(trigger_id=trigger_id, view=view)
        except BotError as error:
            name = read_error_name(error.__cause__) if isinstance(error.__cause__, SlackApiError) else ""
            if name in _TWICE:
                return None
            if name in _TOO_LATE:
                raise RequestRefused(sentences.form_came_too_late()) from error
            raise
        return SlackView.model_validate(answer.get("view") or {})

    async def _complete(self, occasion: Occasion, page: FormPage) -> FormPage:
        """Return a form with what takes time to find out: the picture, the budget, and where the video comes."""
        return replace(
            page,
            preview=await self._find_preview(occasion, page),
            budget=await self._tell_budget(page, occasion),
            place=await self._tell_place(page, occasion),
        )

    async def _find_preview(self, occasion: Occasion, page: FormPage) -> str | None:
        """Return the id of the picture to show, where there is one and the bot can see it."""
        files = page.draft.files
        if len(files) != 1 or not files[0].is_shown:
            return None
        try:
            await self._server.look_up(SlackFile(id=files[0].id, name=files[0].name), team_id=occasion.team_id)
        except BotError:
            return None
        return files[0].id

    async def _tell_budget(self, page: FormPage, occasion: Occasion) -> str:
        if self._desk.budget is None:
            return ""
        here = locate(occasion.team_id, page.draft.channel_id)
        allowances = await self._desk.budget.read_allowances(await self._people.name(occasion), here=here)
        return escape_text(" ".join(allowance.describe() for allowance in allowances))

    async def _tell_place(self, page: FormPage, occasion: Occasion) -> str:
        if not page.draft.channel_id:
            return ""
        try:
            return await self._routing.describe_place(page.draft.place(occasion))
        except BotError as error:
            logger.info("A channel could not be looked at: %s", getattr(error, "code", "refused"))
            return ""

    async def _update(
        self, occasion: Occasion, shown: SlackView, view: dict[str, Any], *, is_forced: bool = False
    ) -> None:
        """Show a form anew; one that was closed meanwhile stays as it is, and without force one that changed."""
        client = await self._desk.connection.client_for(occasion.team_id)
        try:
            async with calling_slack():
                await client.views_update(view_id=shown.id, view=view, hash=None if is_forced else shown.hash)
        except BotError as error:
            logger.info("A form was not changed: %s", getattr(error, "code", "refused"))


def _at_home(occasion: Occasion, job: Job) -> Occasion:
    """Return what was done as if it had been done where the job stands, if it was done in no channel."""
    if occasion.channel_id:
        return occasion
    return replace(occasion, channel_id=job.address.place, thread=job.address.thread)


def _describe_subject(draft: Draft) -> str:
    lines = []
    if len(draft.files) > 1:
        lines.append(sentences.form_pictures(len(draft.files)))
    elif draft.files:
        lines.append(sentences.form_picture(escape_text(draft.files[0].name)))
    elif draft.kind is FormKind.EDIT:
        lines.append(sentences.form_edits())
    elif draft.kind is FormKind.CONTINUE:
        lines.append(sentences.form_continues())
    labels = {option.name: option.label for option in OPTIONS}
    for name, file in draft.uploads.items():
        lines.append(sentences.form_upload_kept(escape_text(file.name), label=labels.get(name, name)))
    return "\n".join(lines)
