"""Turns the core's cards, results, notices and messages into the JSON that the chat stores and the page draws.

Stored bodies name media by key; only what goes to a page carries signed links. Texts stay plain: the page never
reads them as HTML.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from adapters.web.identity import PLATFORM
from adapters.web.media_links import MediaLinks
from bot.conversation import Channel, Message, MessageKind
from bot.job.card import Button, Card, FailurePost, Notice, ResultPost, Tone
from bot.job.job import Requester, Video

Json: TypeAlias = dict[str, Any]


def body_of_card(card: Card) -> Json:
    """Return what is stored of a card."""
    return {
        "job_id": card.job_id,
        "requester": card.requester.model_dump(),
        "state": card.state.value,
        "is_final": card.state.is_final,
        "tone": card.tone.value,
        "prompt": card.prompt,
        "options": card.options,
        "cost": card.cost,
        "notes": list(card.notes),
        "percent": card.percent,
        "started_at": card.started_at.isoformat(),
        "ready_at": _iso(card.ready_at),
        "finished_at": _iso(card.finished_at),
        "pictures": [{"key": key, "alt": alt} for key, alt in card.pictures],
        "buttons": [_button(button) for button in card.buttons],
    }


def body_of_result(result: ResultPost) -> Json:
    """Return what is stored of a finished video."""
    return {
        "job_id": result.job_id,
        "requester": result.requester.model_dump(),
        "video": result.video.model_dump(),
        "alt": result.alt_text,
        "caption": result.caption,
        "buttons": [_button(button) for button in result.buttons],
    }


def body_of_notice(notice: Notice) -> Json:
    """Return what is stored of an announcement."""
    return {
        "job_id": notice.job_id,
        "tone": notice.tone.value,
        "video": None if notice.video is None else notice.video.model_dump(),
        "alt": notice.alt_text,
    }


def body_of_failure(failure: FailurePost) -> Json:
    """Return what is stored of the news that there is no video; it mentions its requester."""
    return {
        "job_id": failure.job_id,
        "requester": failure.requester.model_dump(),
        "tone": Tone.BAD.value,
        "video": None,
        "alt": "",
    }


class MessageDrawing:
    """Draws stored messages for the page of one person."""

    def __init__(self, links: MediaLinks, *, viewer: Requester) -> None:
        """Draw for `viewer`, with `links` that open pictures and videos."""
        self._links = links
        self._viewer = viewer

    def draw(self, message: Message) -> Json:
        """Return everything that the page needs of a message."""
        drawn: Json = {"id": message.id, "revision": message.revision, "channel": message.channel_id}
        if message.deleted:
            return drawn | {"deleted": True}
        return drawn | {
            "deleted": False,
            "kind": message.kind.value,
            "author": {
                "id": message.author_id,
                "name": message.author_name,
                "is_me": message.author_id == self._viewer.id,
                "is_bot": message.kind is not MessageKind.TEXT,
            },
            "text": message.text,
            "at": message.created_at.isoformat(),
            **self._draw_body(message.body),
        }

    def draw_video(self, video: Video | Mapping[str, Any]) -> Json:
        """Return a video with its links."""
        stored = video.model_dump() if isinstance(video, Video) else dict(video)
        return stored | {
            "url": self._links.signed_media_url(stored["key"]),
            "poster_url": self._links.signed_media_url(stored["poster_key"]),
        }

    def draw_picture(self, key: str, **details: object) -> Json:
        """Return a picture with its link."""
        return {**details, "key": key, "url": self._links.signed_media_url(key)}

    def _draw_body(self, body: Mapping[str, Any]) -> Json:
        drawn: Json = dict(body)
        drawn["pictures"] = [self.draw_picture(**picture) for picture in body.get("pictures", ())]
        if body.get("video"):
            drawn["video"] = self.draw_video(body["video"])
        if body.get("requester"):
            drawn["requester"] = self._draw_person(body["requester"])
        return drawn

    def _draw_person(self, person: Mapping[str, Any]) -> Json:
        is_me = person["platform"] == PLATFORM and person["id"] == self._viewer.id
        return {"name": person["name"], "is_me": is_me}


def draw_channel(channel: Channel) -> Json:
    """Return what the page needs of a channel."""
    return {"id": channel.id, "name": channel.name, "is_private": channel.private_to is not None}


def _button(button: Button) -> Json:
    return {"action": button.action.value, "label": button.label}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
