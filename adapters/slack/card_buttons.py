"""The buttons of cards: a verb and a job's id each, with a question first where something cannot be taken back."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from adapters.slack.custom_ids import JobButtonId, OwnVerb, Verb
from bot.job.card import Action, Button, Card
from bot.job.job import JobState
from bot.messages import card as labels
from bot.messages import slack_card as sentences

_LABEL_LENGTH = 75

_STYLES: Mapping[Verb, str] = MappingProxyType(
    {Action.CANCEL: "danger", Action.DELETE: "danger", Action.CHECK_AGAIN: "primary"}
)
_QUESTIONS: Mapping[Verb, Callable[[], tuple[str, str]]] = MappingProxyType(
    {
        Action.CANCEL: sentences.confirm_cancel,
        Action.DELETE: sentences.confirm_delete,
        Action.TRY_AGAIN: sentences.confirm_try_again,
        OwnVerb.POST: sentences.confirm_post,
    }
)
#: Messages with files carry no buttons in Slack, so that the card of a finished job keeps those of its result.
_RESULT_BUTTONS: Sequence[tuple[Verb, str]] = (
    (Action.REROLL, labels.button_reroll()),
    (Action.EDIT, labels.button_edit()),
    (Action.CONTINUE, labels.button_continue()),
    (OwnVerb.POST, sentences.button_post()),
    (Action.DELETE, labels.button_delete()),
)


def draw_buttons(card: Card) -> list[dict[str, Any]]:
    """Return the block of a card's buttons, or none."""
    buttons: Sequence[tuple[Verb, str]] = [(button.action, button.label) for button in card.buttons]
    if card.state is JobState.DONE:
        buttons = _RESULT_BUTTONS
    elements = [_draw_button(verb, label, job_id=card.job_id) for verb, label in buttons]
    return [{"type": "actions", "elements": elements}] if elements else []


def draw_button_row(job_id: str, buttons: Sequence[Button]) -> dict[str, Any]:
    """Return the block of some of a job's buttons."""
    elements = [_draw_button(button.action, button.label, job_id=job_id) for button in buttons]
    return {"type": "actions", "elements": elements}


def _draw_button(verb: Verb, label: str, *, job_id: str) -> dict[str, Any]:
    button: dict[str, Any] = {
        "type": "button",
        "action_id": JobButtonId(job_id=job_id, verb=verb).spell(),
        "value": job_id,
        "text": _plain(label[:_LABEL_LENGTH]),
        "accessibility_label": sentences.describe_button(label)[:_LABEL_LENGTH],
    }
    if verb in _STYLES:
        button["style"] = _STYLES[verb]
    if verb in _QUESTIONS:
        title, text = _QUESTIONS[verb]()
        button["confirm"] = {
            "title": _plain(title),
            "text": _plain(text),
            "confirm": _plain(label[:_LABEL_LENGTH]),
            "deny": _plain(sentences.go_back()),
        }
        if _STYLES.get(verb) == "danger":
            button["confirm"]["style"] = "danger"
    return button


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
