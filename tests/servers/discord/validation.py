"""The vendor's own documents, held against what the bot sends and what this server answers; no rule is written here."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from pathlib import Path

import jsonschema_rs

from tests.servers.discord.records import Json
from tests.servers.discord.routes import Route

logger = logging.getLogger(__name__)

SPECS = Path(__file__).parents[4] / "shared" / "specs"
DOCUMENT = "discord_openapi.json"
SCHEMAS = "discord_gateway_schemas"
ADDRESS = "urn:discord"
MISSING_NOTE = "the vendor's documents are not at hand (%s): nothing is validated"
MAX_SHOWN = 3
MAX_LETTERS = 300
#: Which schema describes an event or a message of the client.
EVENT_SCHEMAS = {
    "READY": "Ready",
    "GUILD_CREATE": "GuildCreate",
    "MESSAGE_CREATE": "MessageCreate",
    "MESSAGE_UPDATE": "MessageCreate",
    "IDENTIFY": "Identify",
    "RESUME": "Resume",
}
INTERACTION_SCHEMAS = {2: "InteractionSlash", 3: "InteractionButton", 5: "InteractionModalSubmit"}
SLASH, BUTTON = 1, 2
#: Unions hide what is wrong; the type of an answer says which branch is meant.
CALLBACK_SCHEMAS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}
BIGGEST_PLAIN_NUMBER = 2**53


class SpecificationViolated(AssertionError):
    """Something went over the wire that the vendor's documents do not allow."""


@dataclass(frozen=True, repr=False)
class Documents:
    """The documents, read once, and the validators built so far."""

    openapi: Json
    schemas: Mapping[str, Json]
    _registry: jsonschema_rs.Registry
    _built: dict[str, jsonschema_rs.Validator] = field(default_factory=dict)

    def validate(self, steps: list[str], value: "jsonschema_rs.JSONType") -> list[str]:
        """List what is wrong with a value, by the schema that the steps lead to in the OpenAPI document."""
        pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        return self._list_faults(f"{ADDRESS}#/{pointer}", value)

    def validate_event(self, name: str, value: "jsonschema_rs.JSONType") -> list[str]:
        """List what is wrong with a message of the gateway."""
        if name not in self._built:
            self._built[name] = jsonschema_rs.validator_for(self.schemas[name])
        return _describe(self._built[name], value)

    def _list_faults(self, reference: str, value: "jsonschema_rs.JSONType") -> list[str]:
        if reference not in self._built:
            quoted = reference.replace("{", "%7B").replace("}", "%7D")
            self._built[reference] = jsonschema_rs.validator_for({"$ref": quoted}, registry=self._registry)
        return _describe(self._built[reference], value)


def _describe(validator: jsonschema_rs.Validator, value: "jsonschema_rs.JSONType") -> list[str]:
    errors = list(validator.iter_errors(value))[:MAX_SHOWN]
    return [f"{'.'.join(map(str, error.instance_path))}: {error.message[:MAX_LETTERS]}" for error in errors]


@cache
def read_documents() -> Documents | None:
    """Read the documents, when they are at hand."""
    if not (SPECS / DOCUMENT).is_file():
        logger.warning(MISSING_NOTE, SPECS)
        return None
    openapi = json.loads((SPECS / DOCUMENT).read_text())
    schemas = {path.stem: json.loads(path.read_text()) for path in (SPECS / SCHEMAS).glob("*.json")}
    registry = jsonschema_rs.Registry([(ADDRESS, openapi)], draft=jsonschema_rs.Draft202012)
    return Documents(openapi, schemas, registry)


@dataclass(frozen=True)
class Validation:
    """Holds the traffic of one server against the documents and writes down what they do not allow."""

    violations: list[str]
    documents: Documents | None = field(default_factory=read_documents)

    def check_request(self, route: Route, payload: "jsonschema_rs.JSONType") -> list[str]:
        """Check the body of a request, and give what is wrong with it."""
        operation = self._find_operation(route)
        if self.documents is None or "requestBody" not in operation or payload is None:
            return []
        steps = ["paths", route.path, route.method.lower(), "requestBody", "content", "application/json", "schema"]
        if route is Route.CALLBACK and isinstance(payload, dict) and payload.get("type") in CALLBACK_SCHEMAS:
            steps = ["components", "schemas", CALLBACK_SCHEMAS[payload["type"]]]
        return self._note(f"request {route}", self.documents.validate(steps, _spell_ids(payload)))

    def check_answer(self, route: Route, status: int, payload: "jsonschema_rs.JSONType") -> None:
        """Check an answer of our own."""
        operation = self._find_operation(route)
        if self.documents is None or not operation or payload is None:
            return
        if status >= HTTPStatus.BAD_REQUEST:
            self._check_error(route, status, payload)
            return
        answer = operation["responses"].get(str(status))
        if answer is None:
            self._note(f"answer {route}", [f"status {status} is not documented"])
            return
        steps = ["paths", route.path, route.method.lower(), "responses", str(status)]
        if "$ref" in answer:
            steps = answer["$ref"].removeprefix("#/").split("/")
        steps += ["content", "application/json", "schema"]
        self._note(f"answer {route}", self.documents.validate(steps, payload))

    def _check_error(self, route: Route, status: int, payload: "jsonschema_rs.JSONType") -> None:
        if self.documents is None:
            return
        name = "RatelimitedResponse" if status == HTTPStatus.TOO_MANY_REQUESTS else "ErrorResponse"
        if isinstance(payload, dict):
            # The document calls the codes below `errors` numbers; the service and the manual write words.
            payload = {key: value for key, value in payload.items() if key != "errors"}
        self._note(f"answer {status} {route}", self.documents.validate(["components", "schemas", name], payload))

    def check_event(self, event: str, payload: Json) -> None:
        """Check a message of the gateway, whoever sends it."""
        name = EVENT_SCHEMAS.get(event) or _find_interaction_schema(event, payload)
        if self.documents is not None and name is not None:
            self._note(f"event {event}", self.documents.validate_event(name, payload))

    def _find_operation(self, route: Route) -> Json:
        paths = self.documents.openapi["paths"] if self.documents else {}
        operation: Json = paths.get(route.path, {}).get(route.method.lower(), {})
        return operation

    def _note(self, place: str, faults: list[str]) -> list[str]:
        self.violations.extend(f"{place}: {fault}" for fault in faults)
        return faults


def _find_interaction_schema(event: str, payload: Json) -> str | None:
    """Find the schema of what somebody did; the documents have none of menus, selections and autocompletion."""
    if event != "INTERACTION_CREATE":
        return None
    kind, data = payload["type"], payload["data"]
    is_described = data.get("type", SLASH) == SLASH and data.get("component_type", BUTTON) == BUTTON
    return INTERACTION_SCHEMAS.get(kind) if is_described else None


def _spell_ids(value: "jsonschema_rs.JSONType", *, key: str = "") -> "jsonschema_rs.JSONType":
    """Write ids as text, which the documents demand and the service does not."""
    if isinstance(value, dict):
        return {name: _spell_ids(inner, key=f"{key}.{name}") for name, inner in value.items()}
    if isinstance(value, list):
        return [_spell_ids(inner, key=key) for inner in value]
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    is_id = value >= BIGGEST_PLAIN_NUMBER or key.endswith("attachments.id")
    return str(value) if is_id else value
