"""What comes with the acknowledgement of a command or a form, and what Slack makes of it."""

from dataclasses import dataclass

from tests.servers.slack.deliveries import Delivery, DeliveryKind, ResponseAddress
from tests.servers.slack.errors import Refused, refuse
from tests.servers.slack.records import Json, View
from tests.servers.slack.response_addresses import ResponseAddresses
from tests.servers.slack.state import World
from tests.servers.slack.views import ViewDesk


@dataclass(frozen=True, kw_only=True)
class Acknowledgements:
    """Applies the answers of the bot."""

    world: World
    views: ViewDesk
    responses: ResponseAddresses

    def apply(self, delivery: Delivery) -> None:
        """Apply the answer of a delivery, and write down what Slack would refuse."""
        try:
            if delivery.payload.get("type") == "view_submission" and delivery.view is not None:
                self._apply_to_view(delivery, delivery.view)
            elif delivery.kind is DeliveryKind.COMMAND and delivery.answer:
                self._apply_to_channel(delivery)
        except Refused as refusal:
            words = "; ".join([refusal.error, *refusal.messages])
            self.world.violations.append(f"the acknowledgement was refused: {words}")

    def _apply_to_view(self, delivery: Delivery, view: View) -> None:
        answer: Json = delivery.answer if isinstance(delivery.answer, dict) else {}
        action = answer.get("response_action")
        if action == "errors":
            self._show_errors(view, answer.get("errors") or {})
        elif action == "update":
            self.views.change(view, answer["view"])
            delivery.views.append(view)
        elif action == "push":
            delivery.views.append(self.views.open(view.person, answer["view"], below=view))
        elif action in {None, "clear"}:
            self.views.close(view, is_whole=action == "clear")
        else:
            refuse("invalid_response_action")

    def _show_errors(self, view: View, errors: dict[str, str]) -> None:
        blocks = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        unknown = sorted(set(errors) - blocks)
        if unknown or not errors:
            refuse("invalid_errors", messages=[f"no input blocks {unknown}"])
        view.errors = dict(errors)

    def _apply_to_channel(self, delivery: Delivery) -> None:
        channel = self.world.channels[delivery.payload["channel_id"]]
        if delivery.person is None:
            return
        payload = delivery.answer if isinstance(delivery.answer, dict) else {"text": str(delivery.answer)}
        address = ResponseAddress(
            key="",
            workspace=delivery.workspace,
            channel=channel,
            person=delivery.person,
            made_at=delivery.created_at,
            delivery=delivery,
        )
        self.responses.apply(address, payload)
