"""The buttons of private answers and of the Home tab; those of cards stand with the cards."""

from typing import Any

from adapters.slack.custom_ids import OPEN_AGAIN, OPEN_FORM, JobButtonId, OwnVerb
from bot.messages import slack as sentences


def build_fetch_button(job_id: str) -> dict[str, Any]:
    """Return the button that sends a kept video once more."""
    button_id = JobButtonId(job_id=job_id, verb=OwnVerb.FETCH)
    return _build_button(button_id.spell(), sentences.fetch_video())


def build_again_button(carried: str) -> dict[str, Any]:
    """Return the button that opens a refused form anew, which it carries."""
    return {**_build_button(OPEN_AGAIN, sentences.open_again()), "value": carried}


def build_open_button() -> dict[str, Any]:
    """Return the button that opens an empty form."""
    return {**_build_button(OPEN_FORM, sentences.open_form()), "style": "primary"}


def _build_button(action_id: str, label: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}}
