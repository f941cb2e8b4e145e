"""Slack's own documents, held against what the bot sends and what this server answers and tells.

The method reference says which arguments a method takes, which it needs and which errors it may answer; the recorded
samples hold every key that Slack has been seen to send. Where a folder of them is missing, nothing is held against it.
"""

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.servers.slack.errors import COMMON_ERRORS
from tests.servers.slack.methods import Method
from tests.servers.slack.records import Json

logger = logging.getLogger(__name__)

SPECS = Path(__file__).parents[4] / "shared" / "specs"
REFERENCE, SAMPLES, ARCHIVE = "slack_api_ref", "slack_samples", "slack_web_openapi_v2.json"
MISSING_NOTE = "Slack's documents are not at hand (%s): nothing is validated"
#: The framework adds the workspace to every call, and the token may be anywhere.
TOLERATED_ARGUMENTS = {"team_id", "token"}
#: What the archived document is too old to know: refreshing came after it.
LATER_ARGUMENTS = {Method.OAUTH_ACCESS: {"grant_type", "refresh_token"}}
#: What is written freely, so that samples cannot hold every key of it.
FREE_KEYS = {
    "blocks",
    "attachments",
    "state",
    "values",
    "metadata",
    "shares",
    "errors",
    "authed_user",
    "title",
    "submit",
    "close",
    "actions",
}
#: Keys that Slack's current pages document and its recordings are too old or too few to hold.
NEWER_KEYS = {
    "app_id",
    "blocks",
    "context_team_id",
    "context_enterprise_id",
    "response_metadata",
    "files",
    "metadata",
    "team",
    "bot_id",
    "bot_profile",
    "response_urls",
    "file_access",
    "team_id",
    "user",
    "user_team",
    "thread_ts",
    "state",
}
EVENT_SAMPLES = {
    "app_mention": "events.AppMentionPayload",
    "app_home_opened": "events.AppHomeOpenedPayload",
    "file_shared": "events.FileSharedPayload",
    "message": "events.MessagePayload",
    "message/file_share": "events.MessageFileSharePayload",
    "message/message_changed": "events.MessageChangedPayload",
}
ACTION_SAMPLES = {
    "block_actions": "interactive-components.BlockActionPayload",
    "message_action": "interactive-components.MessageShortcutPayload",
    "view_submission": "views.ViewSubmissionPayload",
    "view_closed": "views.ViewClosedPayload",
}
COMMAND_SAMPLE = "slash-commands.SlashCommandPayload"


class SpecificationViolated(AssertionError):
    """Something went over the wire that Slack's documents do not allow."""


@dataclass(frozen=True, repr=False)
class Documents:
    """The documents, each read when it is first asked for."""

    folder: Path
    _read: dict[str, Json | None] = field(default_factory=dict)

    def find_method(self, method: str) -> Json | None:
        """Find the reference of a method."""
        return self._find(f"{REFERENCE}/{method}.json")

    def find_sample(self, name: str) -> Json | None:
        """Find a recorded sample."""
        return self._find(f"{SAMPLES}/{name}.json")

    def find_archived_arguments(self, method: str) -> set[str]:
        """Find which arguments the archived document knows of a method that the reference lacks."""
        document = self._find(ARCHIVE) or {}
        operations = document.get("paths", {}).get(f"/{method}", {}).values()
        return {argument["name"] for operation in operations for argument in operation.get("parameters", [])}

    def _find(self, path: str) -> Json | None:
        if path not in self._read:
            file = self.folder / path
            self._read[path] = json.loads(file.read_text()) if file.is_file() else None
        return self._read[path]


@cache
def read_documents() -> Documents | None:
    """Open the documents, when they are at hand."""
    if not (SPECS / REFERENCE).is_dir():
        logger.warning(MISSING_NOTE, SPECS)
        return None
    return Documents(SPECS)


@dataclass(frozen=True)
class Validation:
    """Holds the traffic of one server against the documents and writes down what they do not allow."""

    violations: list[str]
    documents: Documents | None = field(default_factory=read_documents)

    def check_arguments(self, method: Method, names: Collection[str]) -> None:
        """Check the names of the arguments of a call."""
        if self.documents is None:
            return
        reference = self.documents.find_method(method)
        known = set(reference["args"]["properties"]) if reference else self.documents.find_archived_arguments(method)
        demanded = set(reference["args"].get("required", ())) if reference else set()
        known |= LATER_ARGUMENTS.get(method, set())
        unknown = sorted(set(names) - known - TOLERATED_ARGUMENTS) if known else []
        missing = sorted(demanded - set(names) - TOLERATED_ARGUMENTS)
        self._note(f"call {method}", [f"the argument {name} is not documented" for name in unknown])
        self._note(f"call {method}", [f"the argument {name} is missing" for name in missing])

    def check_answer(self, method: Method, answer: Json) -> None:
        """Check an answer of our own."""
        if self.documents is None:
            return
        reference = self.documents.find_method(method)
        error = answer.get("error")
        if error and reference and error not in {*reference["errors"], *COMMON_ERRORS}:
            self._note(f"answer {method}", [f"the error {error} is not documented"])
        self._check_keys(f"answer {method}", answer, self.documents.find_sample(f"api.{method}"))

    def check_event(self, payload: Json) -> None:
        """Check an event with its wrapping."""
        event = payload["event"]
        name = "/".join(filter(None, (event["type"], event.get("subtype"))))
        self._check_sample(f"event {name}", payload, EVENT_SAMPLES.get(name))

    def check_action(self, payload: Json) -> None:
        """Check what somebody did with a button, a shortcut or a view."""
        kind = payload["type"]
        self._check_sample(f"action {kind}", payload, ACTION_SAMPLES.get(kind))

    def check_command(self, payload: Json) -> None:
        """Check a slash command."""
        self._check_sample("command", payload, COMMAND_SAMPLE)

    def _check_sample(self, place: str, payload: Json, name: str | None) -> None:
        if self.documents is not None and name is not None:
            self._check_keys(place, payload, self.documents.find_sample(name))

    def _check_keys(self, place: str, payload: Json, sample: Json | None) -> None:
        if sample is not None:
            self._note(place, [f"the key {path} was never recorded" for path in _find_strange(payload, sample, "")])

    def _note(self, place: str, faults: list[str]) -> None:
        self.violations.extend(f"{place}: {fault}" for fault in faults)


def _find_strange(value: object, sample: object, path: str) -> list[str]:
    """List the paths of keys that a sample does not hold, below the ones that it does."""
    if isinstance(value, list):
        inner = [row for row in sample if isinstance(row, dict)] if isinstance(sample, list) else []
        merged: Json = {key: held for row in inner for key, held in row.items()}
        return [found for row in value for found in _find_strange(row, merged, path)] if merged else []
    if not isinstance(value, Mapping) or not isinstance(sample, Mapping) or not sample:
        return []
    found = [f"{path}/{key}" for key in value if key not in sample and key not in NEWER_KEYS]
    for key, inner_value in value.items():
        if key in sample and key not in FREE_KEYS:
            found += _find_strange(inner_value, sample[key], f"{path}/{key}")
    return found
