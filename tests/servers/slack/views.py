"""Opens, stacks, changes and closes views; the calls are in `view_pages.py`, filling them in is in `fields.py`."""

import secrets
from dataclasses import dataclass

from tests.servers.slack.blocks import check_view
from tests.servers.slack.deliveries import TRIGGER_SECONDS, Delivery, Trigger
from tests.servers.slack.errors import refuse
from tests.servers.slack.messages import name_blocks
from tests.servers.slack.records import MAX_VIEW_DEPTH, Json, Person, View, ViewKind, Workspace
from tests.servers.slack.state import World

MAX_VIEW_LETTERS = 250_000


@dataclass(frozen=True, kw_only=True)
class ViewDesk:
    """Keeps the views of all people."""

    world: World
    trigger_seconds: float = TRIGGER_SECONDS

    def make_trigger(self, delivery: Delivery, person: Person, view: View | None = None) -> str:
        """Give the right to open one view for a few seconds."""
        trigger = Trigger(
            id=self.world.mint.make_trigger_id(),
            workspace=person.workspace,
            person=person,
            made_at=self.world.clock.now(),
            delivery=delivery,
            view=view,
        )
        self.world.triggers[trigger.id] = trigger
        return trigger.id

    def use_trigger(self, workspace: Workspace, trigger_id: str) -> Trigger:
        """Use a trigger up, or refuse a foreign, old or used one."""
        trigger = self.world.triggers.get(trigger_id)
        error = ""
        if trigger is None or trigger.workspace is not workspace:
            error = "invalid_trigger_id"
        elif (self.world.clock.now() - trigger.made_at).total_seconds() > self.trigger_seconds:
            error = "expired_trigger_id"
        elif trigger.is_used:
            error = "exchanged_trigger_id"
        if trigger is None or error:
            refuse(error)
        trigger.is_used = True
        return trigger

    def open(self, person: Person, payload: Json, *, below: View | None = None) -> View:
        """Open a modal, above all or by itself."""
        self.check(payload, person.workspace)
        if below is not None and self._count_depth(below) >= MAX_VIEW_DEPTH:
            refuse("push_limit_reached")
        view = self._keep(person, payload, below=below)
        self.world.note_change()
        return view

    def publish(self, person: Person, payload: Json) -> View:
        """Show somebody's home tab."""
        self.check(payload, person.workspace)
        old = self.world.homes.get(person.id)
        if old is not None:
            self.change(old, payload)
            return old
        view = self._keep(person, payload, below=None)
        self.world.homes[person.id] = view
        self.world.note_change()
        return view

    def change(self, view: View, payload: Json) -> None:
        """Give a view another form; what was put in stays where the block and action stay."""
        self.check(payload, view.workspace, known_as=view)
        view.payload = _write_payload(self.world, payload)
        view.hash = make_hash(self.world)
        view.errors = {}
        view.forms.append(view.payload)
        names = {(block["block_id"], part) for block in view.blocks for part in _list_actions(block)}
        view.values = {
            block: kept
            for block, actions in view.values.items()
            if (kept := {action: value for action, value in actions.items() if (block, action) in names})
        }
        self.world.note_change()

    def close(self, view: View, *, is_whole: bool = False) -> None:
        """Close a view, or all that lie below it too."""
        view.is_open = False
        if is_whole and view.below is not None:
            self.close(view.below, is_whole=True)
        self.world.note_change()

    def find(self, workspace: Workspace, *, view_id: str = "", external_id: str = "") -> View:
        """Find an open view by either id."""
        view = self.world.views.get(view_id) or self._find_named(workspace, external_id)
        if view is None or view.workspace is not workspace or not view.is_open:
            refuse("not_found")
        return view

    def check(self, payload: Json, workspace: Workspace, *, known_as: View | None = None) -> None:
        """Refuse a view that breaks a rule."""
        if len(str(payload)) > MAX_VIEW_LETTERS:
            refuse("view_too_large")
        check_view(payload)
        if self._find_named(workspace, str(payload.get("external_id") or "")) not in {None, known_as}:
            refuse("duplicate_external_id")

    def _find_named(self, workspace: Workspace, external_id: str) -> View | None:
        if not external_id:
            return None
        views = (view for view in self.world.views.values() if view.workspace is workspace and view.is_open)
        return next((view for view in views if view.payload.get("external_id") == external_id), None)

    def _keep(self, person: Person, payload: Json, *, below: View | None) -> View:
        written = _write_payload(self.world, payload)
        view_id = self.world.mint.make_id("V")
        view = View(
            id=view_id,
            kind=ViewKind(written["type"]),
            workspace=person.workspace,
            person=person,
            payload=written,
            hash=make_hash(self.world),
            below=below,
            root_id=below.root_id if below else view_id,
            forms=[written],
        )
        self.world.views[view.id] = view
        return view

    def _count_depth(self, view: View) -> int:
        return 1 + (self._count_depth(view.below) if view.below else 0)


def make_hash(world: World) -> str:
    """Make the mark of one form of a view."""
    return f"{int(world.clock.timestamp())}.{secrets.token_hex(4)}"


def _write_payload(world: World, payload: Json) -> Json:
    return payload | {"blocks": name_blocks(world, payload["blocks"])}


def _list_actions(block: Json) -> list[str]:
    rows = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
    return [row["action_id"] for row in rows if isinstance(row, dict) and row.get("action_id")]
