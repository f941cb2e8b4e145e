"""What Slack sends when people do something, read no further than we need it."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _spell_nothing(value: object) -> object:
    return "" if value is None else value


def _list_nothing(value: object) -> object:
    return () if value is None else value


_Item = TypeVar("_Item")
#: Slack leaves fields out and sends null for the same thing.
_Text = Annotated[str, BeforeValidator(_spell_nothing)]
_List = Annotated[tuple[_Item, ...], BeforeValidator(_list_nothing)]


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SlackFile(_Payload):
    """A file as Slack describes it; files of other companies come with their id alone."""

    id: str
    name: _Text = ""
    mimetype: _Text = ""
    #: What people call this kind of file, such as "PDF".
    pretty_type: _Text = ""
    size: int = 0
    #: `hosted` where Slack has the bytes.
    mode: _Text = ""
    file_access: _Text = ""
    url_private: _Text = ""
    url_private_download: _Text = ""


class _Attachment(_Payload):
    files: _List[SlackFile] = ()


class SlackMessage(_Payload):
    """A message that somebody posted, or one that a shortcut was used on."""

    ts: _Text = ""
    thread_ts: _Text = ""
    text: _Text = ""
    user: _Text = ""
    bot_id: _Text = ""
    subtype: _Text = ""
    hidden: bool = False
    channel: _Text = ""
    channel_type: _Text = ""
    files: _List[SlackFile] = ()
    #: Where the files of messages stand that were passed on.
    attachments: _List[_Attachment] = ()


class SlackUser(_Payload):
    """Whoever did something."""

    id: str
    name: _Text = ""
    username: _Text = ""


class SlackChannel(_Payload):
    """Where it was done."""

    id: str


class SlashCommand(_Payload):
    """A command that was typed."""

    command: str
    text: _Text = ""
    channel_id: _Text = ""
    user_id: str
    user_name: _Text = ""
    response_url: _Text = ""
    trigger_id: _Text = ""


class Shortcut(_Payload):
    """A shortcut that was used, on a message or anywhere."""

    trigger_id: str
    user: SlackUser
    channel: SlackChannel | None = None
    message: SlackMessage | None = None
    response_url: _Text = ""


class _Choice(_Payload):
    value: str


class FieldState(_Payload):
    """What somebody typed into a field, chose in it or uploaded by it."""

    type: _Text = ""
    value: _Text = ""
    selected_option: _Choice | None = None
    selected_options: _List[_Choice] = ()
    files: _List[SlackFile] = ()


class _ViewState(_Payload):
    values: dict[str, dict[str, FieldState]] = {}


class SlackView(_Payload):
    """A form or a Home tab as it stands on somebody's screen."""

    id: str
    type: _Text = ""
    callback_id: _Text = ""
    hash: _Text = ""
    private_metadata: _Text = ""
    blocks: tuple[dict[str, Any], ...] = ()
    state: _ViewState = _ViewState()


class _PressedButton(_Payload):
    action_id: str
    value: _Text = ""
    block_id: _Text = ""
    action_ts: _Text = ""


class Click(_Payload):
    """A button that was pressed or a field that was changed."""

    trigger_id: _Text = ""
    user: SlackUser
    channel: SlackChannel | None = None
    message: SlackMessage | None = None
    view: SlackView | None = None
    actions: tuple[_PressedButton, ...]
    response_url: _Text = ""


class SentForm(_Payload):
    """A form that was sent."""

    user: SlackUser
    view: SlackView


class _Event(_Payload):
    event: SlackMessage
    event_id: _Text = ""


class OpenedHome(_Payload):
    """The Home tab or the messages of the bot, opened by somebody."""

    user: str
    tab: _Text = ""
    event_ts: _Text = ""


class _HomeEvent(_Payload):
    event: OpenedHome


def read_message(body: Mapping[str, Any]) -> tuple[SlackMessage, str]:
    """Return the message that an event brings, and the event's id."""
    event = _Event.model_validate(body)
    return event.event, event.event_id


def read_opened_home(body: Mapping[str, Any]) -> OpenedHome:
    """Return who opened what."""
    return _HomeEvent.model_validate(body).event
