"""What people do in the local Slack: write, use commands and shortcuts, click, fill in forms; no bot's side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.servers.slack.courier import Courier
from tests.servers.slack.deliveries import Delivery, DeliveryKind
from tests.servers.slack.fields import Fields, FieldValue, NotOffered, list_empty
from tests.servers.slack.file_pages import guess_type
from tests.servers.slack.messages import Draft, MessageDesk
from tests.servers.slack.payloads import (
    build_actor,
    build_channel_stub,
    build_file,
    build_message,
    build_team,
    build_view,
)
from tests.servers.slack.records import (
    Channel,
    ChannelKind,
    File,
    Json,
    Message,
    Person,
    Upload,
    View,
    ViewKind,
    walk_parts,
)
from tests.servers.slack.response_addresses import ResponseAddresses
from tests.servers.slack.state import World
from tests.servers.slack.views import ViewDesk


@dataclass(frozen=True, kw_only=True)
class People:
    """Does what people do, and tells the bot."""

    world: World
    courier: Courier
    desk: MessageDesk
    views: ViewDesk
    responses: ResponseAddresses

    def say(
        self,
        channel: Channel,
        person: Person,
        text: str = "",
        *,
        files: Sequence[Upload] = (),
        thread: Message | None = None,
    ) -> Message:
        """Write a message, with files, in a channel or a thread; the bot hears it when it is called or subscribed."""
        kept = [self._keep_file(person, upload) for upload in files]
        parent_ts = (thread.thread_ts or thread.ts) if thread else None
        return self.desk.post(channel, person, Draft(text=text, files=kept), thread_ts=parent_ts)

    def slash(self, command: str, text: str = "", *, person: Person, channel: Channel) -> Delivery:
        """Use a slash command in a channel, which no thread offers."""
        if self.world.app.commands is not None and command not in self.world.app.commands:
            problem = f"{command} is not a command, but {sorted(self.world.app.commands)}"
            raise NotOffered(problem)
        payload: Json = {
            "token": self.world.app.verification_token,
            "team_id": person.workspace.id,
            "team_domain": person.workspace.domain,
            "channel_id": channel.id,
            "channel_name": build_channel_stub(channel)["name"],
            "user_id": person.id,
            "user_name": person.name.lower(),
            "command": command,
            "text": text,
            "api_app_id": self.world.app.id,
            "is_enterprise_install": "true" if person.workspace.governor else "false",
        }
        if person.workspace.governor is not None:
            payload |= {
                "enterprise_id": person.workspace.governor.id,
                "enterprise_name": person.workspace.governor.name,
            }
        delivery = self.courier.draft(DeliveryKind.COMMAND, payload, person.workspace, person=person)
        payload["response_url"] = self.responses.make(delivery, channel, person)
        payload["trigger_id"] = self.views.make_trigger(delivery, person)
        self.courier.validation.check_command(payload)
        return self._send(delivery)

    def use_message_shortcut(self, callback_id: str, message: Message, *, person: Person) -> Delivery:
        """Use an entry of a message's menu."""
        self._check_shortcut(callback_id)
        shown = {
            "message_ts": message.ts,
            "message": build_message(self.world, message),
            "channel": build_channel_stub(message.channel),
        }
        payload = self._build_shortcut("message_action", callback_id, person) | shown
        delivery = self._draft(payload, person)
        payload["response_url"] = self.responses.make(delivery, message.channel, person)
        return self._finish(delivery)

    def use_global_shortcut(self, callback_id: str, *, person: Person) -> Delivery:
        """Use an entry of the menu of shortcuts, which belongs to no channel."""
        self._check_shortcut(callback_id)
        return self._finish(self._draft(self._build_shortcut("shortcut", callback_id, person), person))

    def click(self, message: Message, action_id: str, *, person: Person, value: str | None = None) -> Delivery:
        """Press a button of a message, one of several with the same name by its value."""
        self._check_visible(message, person)
        block, button = _find_element(message.blocks, action_id, value)
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel.id,
            "is_ephemeral": message.is_ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._build_action(person, container, block, button)
        payload |= {"channel": build_channel_stub(message.channel), "state": {"values": {}}}
        if not message.is_ephemeral:
            payload["message"] = build_message(self.world, message)
        delivery = self._draft(payload, person)
        payload["response_url"] = self.responses.make(delivery, message.channel, person, message=message)
        return self._finish(delivery)

    def act_in_view(self, view: View, action_id: str, value: FieldValue = None) -> Delivery:
        """Press a button of a view, or change a field that tells the bot at once."""
        self._check_open(view)
        block, element = _find_element(view.blocks, action_id, value if isinstance(value, str) else None)
        if element["type"] not in {"button", "overflow"}:
            self._fields(view.person).put(view, block["block_id"], element, value)
        payload = self._build_action(view.person, {"type": "view", "view_id": view.id}, block, element)
        held = view.values.get(block["block_id"], {}).get(action_id, {})
        payload["actions"][0] |= {name: row for name, row in held.items() if name != "type"}
        payload["view"] = build_view(self.world, view, has_values=True)
        return self._finish(self._draft(payload, view.person), view=view)

    def fill(self, view: View, values: Mapping[str, FieldValue]) -> None:
        """Fill in fields without sending the form."""
        self._check_open(view)
        self._fields(view.person).fill(view, values)

    def submit(self, view: View, values: Mapping[str, FieldValue] | None = None) -> Delivery:
        """Send a form; fields that are not named keep what they hold."""
        self.fill(view, values or {})
        empty = list_empty(view)
        if empty:
            problem = f"the client wants the fields {empty} to be filled in"
            raise NotOffered(problem)
        view.errors = {}
        payload: Json = {
            "type": "view_submission",
            **self._build_head(view.person),
            "view": build_view(self.world, view, has_values=True),
            "response_urls": [],
        }
        return self._finish(self._draft(payload, view.person), view=view)

    def close(self, view: View) -> Delivery | None:
        """Close a form with its button; the bot is told only when it asked for that."""
        self._check_open(view)
        self.views.close(view)
        if not view.payload.get("notify_on_close"):
            return None
        payload: Json = {
            "type": "view_closed",
            **self._build_head(view.person),
            "view": build_view(self.world, view, has_values=True),
            "is_cleared": False,
        }
        return self.courier.send(self._check(self._draft(payload, view.person)))

    def open_home(self, person: Person, *, tab: str = "home") -> Delivery | None:
        """Look at the bot's home tab, or at the messages with it."""
        home = self.world.homes.get(person.id)
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.world.find_direct_channel(person).id,
            "tab": tab,
        }
        if home is not None and tab == "home":
            event["view"] = build_view(self.world, home)
        return self.courier.send_event(person.workspace, event)

    def delete(self, message: Message) -> None:
        """Let somebody delete a message."""
        self.desk.remove(message)

    def _keep_file(self, person: Person, upload: Upload, *, is_from_view: bool = False) -> File:
        file = File(
            id=self.world.mint.make_id("F"),
            workspace=person.workspace,
            owner=person,
            name=upload.filename,
            title=upload.title or upload.filename,
            mimetype=upload.mimetype or guess_type(upload.filename),
            announced_bytes=len(upload.content),
            created_at=self.world.clock.now(),
            content=upload.content,
            access=upload.access,
            mode=upload.mode,
            is_complete=True,
            is_from_view=is_from_view,
        )
        self.world.files[file.id] = file
        return file

    def _fields(self, person: Person) -> Fields:
        return Fields(
            keep_file=lambda upload: self._keep_file(person, upload, is_from_view=True),
            describe_file=lambda file: build_file(self.world, file),
        )

    def _build_head(self, person: Person) -> Json:
        organisation = person.workspace.governor
        return {
            "team": build_team(person.workspace),
            "user": build_actor(person),
            "api_app_id": self.world.app.id,
            "token": self.world.app.verification_token,
            "enterprise": {"id": organisation.id, "name": organisation.name} if organisation else None,
            "is_enterprise_install": organisation is not None,
        }

    def _build_shortcut(self, kind: str, callback_id: str, person: Person) -> Json:
        head = self._build_head(person)
        head["user"] = {name: head["user"][name] for name in ("id", "name", "team_id")}
        del head["api_app_id"]
        return {"type": kind, **head, "action_ts": self.world.mint.make_ts(), "callback_id": callback_id}

    def _build_action(self, person: Person, container: Json, block: Json, element: Json) -> Json:
        kept: Json = {name: element[name] for name in ("text", "value", "style") if name in element}
        action: Json = {
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "type": element["type"],
            "action_ts": self.world.mint.make_ts(),
            **kept,
        }
        return {"type": "block_actions", **self._build_head(person), "container": container, "actions": [action]}

    def _draft(self, payload: Json, person: Person) -> Delivery:
        return self.courier.draft(DeliveryKind.INTERACTIVE, payload, person.workspace, person=person)

    def _finish(self, delivery: Delivery, *, view: View | None = None) -> Delivery:
        """Give the right to open a view, and send."""
        if delivery.person is not None:
            below = view if view and view.kind is ViewKind.MODAL else None
            delivery.payload["trigger_id"] = self.views.make_trigger(delivery, delivery.person, below)
        delivery.view = view
        return self._send(self._check(delivery))

    def _check(self, delivery: Delivery) -> Delivery:
        self.courier.validation.check_action(delivery.payload)
        return delivery

    def _send(self, delivery: Delivery) -> Delivery:
        return self.courier.send(delivery)

    def _check_shortcut(self, callback_id: str) -> None:
        if self.world.app.shortcuts is not None and callback_id not in self.world.app.shortcuts:
            problem = f"{callback_id} is not a shortcut, but {sorted(self.world.app.shortcuts)}"
            raise NotOffered(problem)

    def _check_visible(self, message: Message, person: Person) -> None:
        is_private = message.channel.kind is not ChannelKind.PUBLIC
        is_hidden = message.viewer not in {None, person} or (is_private and person not in message.channel.members)
        if message.is_deleted or is_hidden or person.workspace is not message.channel.workspace:
            problem = f"{person.name} does not see that message"
            raise NotOffered(problem)

    def _check_open(self, view: View) -> None:
        if not view.is_open:
            problem = "the view is closed"
            raise NotOffered(problem)


def _find_element(blocks: list[Json], action_id: str, value: str | None) -> tuple[Json, Json]:
    """Find an element that can be used, and its block."""
    for block in blocks:
        for part in walk_parts(block):
            is_meant = part.get("action_id") == action_id
            if is_meant and (value is None or part.get("value") in {None, value} or part["type"] != "button"):
                return block, part
    names = [part["action_id"] for block in blocks for part in walk_parts(block) if part.get("action_id")]
    problem = f"there is no {action_id!r}, but {names}"
    raise NotOffered(problem)
