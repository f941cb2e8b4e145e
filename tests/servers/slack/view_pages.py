"""The methods `views.*`; the stack of views is kept by the desk."""

from dataclasses import dataclass

from tests.servers.slack.calls import ApiCall, Handler
from tests.servers.slack.errors import refuse
from tests.servers.slack.methods import Method
from tests.servers.slack.payloads import build_view
from tests.servers.slack.records import Json, View, ViewKind
from tests.servers.slack.state import World
from tests.servers.slack.views import ViewDesk


@dataclass(frozen=True, kw_only=True)
class ViewPages:
    """Opens and changes views for the bot."""

    world: World
    views: ViewDesk

    def list_handlers(self) -> dict[Method, Handler]:
        """List the handlers by method."""
        return {
            Method.VIEWS_OPEN: self.open,
            Method.VIEWS_PUSH: self.push,
            Method.VIEWS_UPDATE: self.update,
            Method.VIEWS_PUBLISH: self.publish,
        }

    async def open(self, call: ApiCall) -> Json:
        """Answer `views.open`."""
        payload = self._read_view(call, ViewKind.MODAL)
        self.views.check(payload, call.workspace)
        trigger = self.views.use_trigger(call.workspace, call.arguments.read("trigger_id"))
        view = self.views.open(trigger.person, payload)
        if trigger.delivery is not None:
            trigger.delivery.views.append(view)
        return {"view": build_view(self.world, view)}

    async def push(self, call: ApiCall) -> Json:
        """Answer `views.push`."""
        payload = self._read_view(call, ViewKind.MODAL)
        self.views.check(payload, call.workspace)
        trigger = self.views.use_trigger(call.workspace, call.arguments.read("trigger_id"))
        if trigger.view is None:
            refuse("not_found")
        view = self.views.open(trigger.person, payload, below=trigger.view)
        if trigger.delivery is not None:
            trigger.delivery.views.append(view)
        return {"view": build_view(self.world, view)}

    async def update(self, call: ApiCall) -> Json:
        """Answer `views.update`."""
        arguments = call.arguments
        view = self.views.find(
            call.workspace, view_id=arguments.read("view_id"), external_id=arguments.read("external_id")
        )
        self._check_hash(view, arguments.read("hash"))
        self.views.change(view, self._read_view(call, view.kind))
        return {"view": build_view(self.world, view)}

    async def publish(self, call: ApiCall) -> Json:
        """Answer `views.publish`."""
        payload = self._read_view(call, ViewKind.HOME)
        if not self.world.app.has_home:
            refuse("not_enabled")
        person = self.world.people.get(call.arguments.demand("user_id"))
        if person is None or person.workspace is not call.workspace:
            refuse("invalid_arguments", messages=["[ERROR] user_not_found [json-pointer:/user_id]"])
        old = self.world.homes.get(person.id)
        if old is not None:
            self._check_hash(old, call.arguments.read("hash"))
        return {"view": build_view(self.world, self.views.publish(person, payload))}

    def _read_view(self, call: ApiCall, kind: ViewKind) -> Json:
        payload = call.arguments.read_object("view")
        if payload is None or payload.get("type") != kind:
            refuse(
                "invalid_arguments", messages=[f"[ERROR] must be a valid enum value: {kind} [json-pointer:/view/type]"]
            )
        return payload

    def _check_hash(self, view: View, seen: str) -> None:
        if seen and seen != view.hash:
            refuse("hash_conflict")
