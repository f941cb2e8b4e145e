"""Draws the core's cards with Slack's blocks; every edit is drawn anew, and words say all that blocks show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

from adapters.slack.card_buttons import draw_buttons
from adapters.slack.text import cut_escaped, cut_text, escape_text, mention_person, spell_time
from bot.job.card import Card
from bot.job.job import JobState
from bot.messages import slack_card as sentences

_BAR_CELLS = 10
_TITLE_LENGTH = 150
_PROMPT_LENGTH = 500
#: Slack takes 3000 characters in a section.
_NOTES_LENGTH = 2500


class CardStyle(Enum):
    """What a card is made of."""

    #: The block that is made for tasks on their way.
    PLAN = "plan"
    #: Sections, which every workspace knows.
    SECTIONS = "sections"


class _Step(Enum):
    """How a step stands, in Slack's words."""

    PENDING = "pending"
    RUNNING = "in_progress"
    COMPLETE = "complete"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class DrawnMessage:
    """A message as Slack takes it."""

    text: str
    blocks: tuple[dict[str, Any], ...]


#: The three steps in each state; states that end without a video are told in words alone.
_STEPS: Mapping[JobState, tuple[_Step, _Step, _Step]] = MappingProxyType(
    {
        JobState.QUEUED: (_Step.RUNNING, _Step.PENDING, _Step.PENDING),
        JobState.SUBMITTING: (_Step.RUNNING, _Step.PENDING, _Step.PENDING),
        JobState.UNCLEAR: (_Step.ERROR, _Step.PENDING, _Step.PENDING),
        JobState.RENDERING: (_Step.COMPLETE, _Step.RUNNING, _Step.PENDING),
        JobState.DELIVERING: (_Step.COMPLETE, _Step.COMPLETE, _Step.RUNNING),
        JobState.DONE: (_Step.COMPLETE, _Step.COMPLETE, _Step.COMPLETE),
    }
)


def draw_card(card: Card, *, style: CardStyle, is_new: bool) -> DrawnMessage:
    """Draw a card; a new one does not mention its requester, who would be notified of their own click."""
    person = escape_text(card.requester.name) if is_new else mention_person(card.requester)
    steps = _STEPS.get(card.state) if style is CardStyle.PLAN else None
    head = _draw_headline(card) if steps is None else _draw_plan(card, steps)
    blocks = [head, *_draw_notes(card), *_draw_prompt(card), _draw_facts(card, person=person), *draw_buttons(card)]
    text = sentences.card_text(card.headline, person=person, prompt=cut_escaped(card.prompt, length=_PROMPT_LENGTH))
    return DrawnMessage(text=text, blocks=tuple(blocks))


def _draw_plan(card: Card, steps: tuple[_Step, _Step, _Step]) -> dict[str, Any]:
    names = (sentences.step_accepted(), sentences.step_rendering(), sentences.step_posting())
    tasks = [
        {
            "type": "task_card",
            "task_id": f"step_{number}",
            # What is going on is told in full; what is over or to come only by name.
            "title": cut_text(card.headline, length=_TITLE_LENGTH) if step in {_Step.RUNNING, _Step.ERROR} else name,
            "status": step.value,
        }
        for number, (name, step) in enumerate(zip(names, steps, strict=True), start=1)
    ]
    title = card.headline if card.state is JobState.DONE else sentences.plan_title()
    return {"type": "plan", "title": cut_text(title, length=_TITLE_LENGTH), "tasks": tasks}


def _draw_headline(card: Card) -> dict[str, Any]:
    words = f"*{escape_text(card.headline)}*"
    if card.percent is not None:
        full = round(card.percent * _BAR_CELLS / 100)
        words = f"{words}  {'▰' * full}{'▱' * (_BAR_CELLS - full)}"
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def _draw_notes(card: Card) -> Sequence[dict[str, Any]]:
    if not card.notes:
        return ()
    words = cut_escaped("\n".join(card.notes), length=_NOTES_LENGTH)
    return ({"type": "section", "text": {"type": "mrkdwn", "text": words}},)


def _draw_prompt(card: Card) -> Sequence[dict[str, Any]]:
    if not card.prompt:
        return ()
    words = f"“{cut_text(card.prompt, length=_PROMPT_LENGTH)}”"
    # Plain text shows people's words as they wrote them, asterisks and all.
    return ({"type": "context", "elements": [{"type": "plain_text", "text": words, "emoji": False}]},)


def _draw_facts(card: Card, *, person: str) -> dict[str, Any]:
    facts = [escape_text(card.options), escape_text(card.cost), sentences.asked_by(person)]
    if card.ready_at is not None:
        facts.append(sentences.ready_about(spell_time(card.ready_at)))
    elif card.finished_at is None:
        facts.append(sentences.asked_at(spell_time(card.started_at)))
    words = " · ".join(fact for fact in facts if fact)
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": words}]}
