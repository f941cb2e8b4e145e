"""Videos: order one, press its buttons, list one's own, and read what a form needs to be filled again."""

from aiohttp import web

from adapters.web.bodies import ActionBody, NotifyBody, read_body
from adapters.web.conversations import Conversations
from adapters.web.drawing import Json, MessageDrawing
from adapters.web.identity import PLATFORM, Identities
from adapters.web.media_links import MediaLinks
from adapters.web.service import JobDesk, NotifyCommand
from adapters.web.uploads import FormReceiver, UploadedForm
from bot.errors import RequestRefused
from bot.job.card import Action
from bot.job.command import AnimateCommand, PictureSource, StoredPicture, StoredVideoFrame
from bot.job.job import Job, ReplyAddress, Requester
from bot.messages import job_list as list_sentences
from bot.messages import web as sentences
from bot.request.generation_request import Picture
from bot.request.spelling import spell_options

#: Fields of the form that are not options.
_FORM_FIELDS = frozenset(
    {"event_id", "channel", "parent", "first_key", "first_job", "last_key", "last_job"},
)
#: Edit and continue open a form instead.
_BUTTONS = frozenset(Action) - {Action.EDIT, Action.CONTINUE}


class JobsApi:
    """Translates between the page and the core."""

    def __init__(
        self,
        jobs: JobDesk,
        *,
        notify: NotifyCommand,
        conversations: Conversations,
        identities: Identities,
        links: MediaLinks,
        forms: FormReceiver,
    ) -> None:
        """Hand everything to `jobs` and `notify`."""
        self._jobs = jobs
        self._notify = notify
        self._conversations = conversations
        self._identities = identities
        self._links = links
        self._forms = forms

    def routes(self) -> list[web.RouteDef]:
        """List what is served here."""
        return [
            web.post("/api/animate", self.animate),
            web.get("/api/jobs", self.list_mine),
            web.get("/api/jobs/{job}", self.show),
            web.post("/api/jobs/{job}/actions/{action}", self.act),
            web.post("/api/notify", self.notify),
        ]

    async def animate(self, request: web.Request) -> web.Response:
        """Order a video; the same event id is the same job."""
        person = self._identities.require(request)
        async with self._forms.receive(request) as form:
            channel = await self._conversations.require_channel(form.take("channel"), person=person)
            command = AnimateCommand(
                event_id=_name_event(person, form.take("event_id")),
                requester=person,
                address=ReplyAddress(platform=PLATFORM, place=channel.id),
                options={name: words for name, words in form.words.items() if words and name not in _FORM_FIELDS},
                first_frame=await self._find_frame(form, "first", person=person),
                last_frame=await self._find_frame(form, "last", person=person),
                parent_id=await self._find_parent(form, person=person),
            )
            job = await self._jobs.animate(command)
        return web.json_response({"job": self._draw(job, person=person)})

    async def act(self, request: web.Request) -> web.Response:
        """Press a button."""
        person = self._identities.require(request)
        body = await read_body(request, ActionBody)
        try:
            action = Action(request.match_info["action"])
        except ValueError as error:
            raise web.HTTPNotFound from error
        if action not in _BUTTONS:
            raise web.HTTPNotFound
        job = await self._require_job(request.match_info["job"], person=person)
        event_id = _name_event(person, body.event_id)
        started = await self._jobs.act(action, job_id=job.id, by=person, event_id=event_id)
        return web.json_response({"job": None if started is None else self._draw(started, person=person)})

    async def list_mine(self, request: web.Request) -> web.Response:
        """Return the person's own jobs, newest first."""
        person = self._identities.require(request)
        jobs = await self._jobs.list_jobs(person)
        return web.json_response({"jobs": [self._draw(job, person=person) for job in jobs]})

    async def show(self, request: web.Request) -> web.Response:
        """Return one job with its options as form values."""
        person = self._identities.require(request)
        job = await self._require_job(request.match_info["job"], person=person)
        return web.json_response({"job": self._draw(job, person=person)})

    async def notify(self, request: web.Request) -> web.Response:
        """Carry out `/notify` and return the private answer."""
        person = self._identities.require(request)
        body = await read_body(request, NotifyBody)
        channel = await self._conversations.require_channel(body.channel, person=person)
        here = ReplyAddress(platform=PLATFORM, place=channel.id)
        return web.json_response({"answer": await self._notify(body.words, person=person, here=here)})

    async def _find_frame(self, form: UploadedForm, name: str, *, person: Requester) -> PictureSource | None:
        upload = form.first_picture(name)
        if upload is not None:
            return upload
        if key := form.take(f"{name}_key"):
            return StoredPicture(key=key)
        if job_id := form.take(f"{name}_job"):
            return StoredVideoFrame(job_id=(await self._require_job(job_id, person=person)).id)
        return None

    async def _find_parent(self, form: UploadedForm, *, person: Requester) -> str | None:
        parent_id = form.take("parent")
        return (await self._require_job(parent_id, person=person)).id if parent_id else None

    async def _require_job(self, job_id: str, *, person: Requester) -> Job:
        job = await self._jobs.read_job(job_id)
        if job is None or not await self._may_see(job, person=person):
            raise RequestRefused(sentences.job_unknown())
        return job

    async def _may_see(self, job: Job, *, person: Requester) -> bool:
        if job.address.platform != PLATFORM:
            return False
        return await self._conversations.find_channel(job.address.place, person=person) is not None

    def _draw(self, job: Job, *, person: Requester) -> Json:
        drawing = MessageDrawing(self._links, viewer=person)
        return {
            "id": job.id,
            "state": job.state.value,
            "state_words": list_sentences.job_state(job.state),
            "is_final": job.state.is_final,
            "channel": job.address.place,
            "created_at": job.created_at.isoformat(),
            "options": spell_options(job.request.options),
            "first": _draw_frame(drawing, job.request.first_frame),
            "last": _draw_frame(drawing, job.request.last_frame),
            "video": None if job.video is None else drawing.draw_video(job.video),
            "message_id": job.result_message_id or job.card_message_id,
        }


def _name_event(person: Requester, event_id: str) -> str:
    # Without a name of its own, every request would be the same job.
    if not event_id:
        raise RequestRefused(sentences.upload_unreadable())
    return f"{person.id}:{event_id}"


def _draw_frame(drawing: MessageDrawing, picture: Picture | None) -> Json | None:
    return None if picture is None else drawing.draw_picture(picture.key, width=picture.width, height=picture.height)
