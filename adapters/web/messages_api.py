"""`POST /api/messages`: words and pictures of a person into a channel."""

from aiohttp import web

from adapters.web.conversations import Conversations
from adapters.web.drawing import Json, MessageDrawing
from adapters.web.identity import Identities
from adapters.web.media_links import MediaLinks, read_clock
from adapters.web.service import PictureIntake
from adapters.web.uploads import FormReceiver, UploadedForm, UploadedPicture
from bot.conversation import Channel, Message, MessageKind
from bot.errors import RequestRefused
from bot.job.job import Requester
from bot.messages import web as sentences

MAX_TEXT_LENGTH = 4000
MAX_PICTURES = 4
_EXCERPT_LENGTH = 120


class MessagesApi:
    """Takes messages from people."""

    def __init__(
        self,
        conversations: Conversations,
        *,
        identities: Identities,
        links: MediaLinks,
        forms: FormReceiver,
        take_picture: PictureIntake,
    ) -> None:
        """Check and store pictures with `take_picture`."""
        self._conversations = conversations
        self._identities = identities
        self._links = links
        self._forms = forms
        self._take_picture = take_picture

    def routes(self) -> list[web.RouteDef]:
        """List what is served here."""
        return [web.post("/api/messages", self.post)]

    async def post(self, request: web.Request) -> web.Response:
        """Post a message once per event id and return it."""
        person = self._identities.require(request)
        async with self._forms.receive(request) as form:
            channel = await self._conversations.require_channel(form.take("channel"), person=person)
            message = await self._compose(form, person=person, channel=channel)
        posted = await self._conversations.post(message)
        return web.json_response({"message": MessageDrawing(self._links, viewer=person).draw(posted)})

    async def _compose(self, form: UploadedForm, *, person: Requester, channel: Channel) -> Message:
        text, uploads = form.take("text"), form.pictures.get("picture", ())
        _check(text, picture_count=len(uploads))
        body: Json = {"pictures": [await self._keep(upload) for upload in uploads]}
        reply = await self._quote(form.take("reply_to"), channel=channel)
        if reply is not None:
            body["reply"] = reply
        event_id = form.take("event_id")
        return Message(
            channel_id=channel.id,
            author_id=person.id,
            author_name=person.name,
            kind=MessageKind.TEXT,
            text=text,
            body=body,
            marker=f"text:{person.id}:{event_id}" if event_id else None,
            created_at=read_clock(),
        )

    async def _keep(self, upload: UploadedPicture) -> Json:
        picture = await self._take_picture(upload)
        return {"key": picture.key, "width": picture.width, "height": picture.height, "alt": upload.name}

    async def _quote(self, message_id: str, *, channel: Channel) -> Json | None:
        if not message_id.isdecimal():
            return None
        message = await self._conversations.read_message(int(message_id))
        if message is None or message.deleted or message.channel_id != channel.id:
            return None
        return {"id": message.id, "name": message.author_name, "excerpt": message.text[:_EXCERPT_LENGTH]}


def _check(text: str, *, picture_count: int) -> None:
    if not text and not picture_count:
        raise RequestRefused(sentences.message_empty(), option="text")
    if len(text) > MAX_TEXT_LENGTH:
        raise RequestRefused(sentences.message_too_long(length=len(text), maximum=MAX_TEXT_LENGTH), option="text")
    if picture_count > MAX_PICTURES:
        raise RequestRefused(sentences.too_many_pictures(maximum=MAX_PICTURES), option="picture")
