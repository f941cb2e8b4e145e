"""The JSON schemas of request bodies, as one generation of the API takes them. Rules between fields are not in them."""

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from adapters.studio.renderer.scene import Quality
from adapters.studio.settings import Generation

Schemas = dict[str, dict[str, Any]]


def build_request_schemas(models: Iterable[type[BaseModel]], generation: Generation, *, ref_template: str) -> Schemas:
    """Return the schemas of `models` and of all within them, by name."""
    _, document = models_json_schema([(model, "validation") for model in models], ref_template=ref_template)
    schemas: Schemas = document["$defs"]
    _NARROWINGS[generation](schemas)
    return schemas


def _narrow_to_a(schemas: Schemas) -> None:
    schemas["Quality"]["enum"].remove(Quality.ULTRA_HD)
    _set_element_id(schemas, "integer")


def _narrow_to_c(schemas: Schemas) -> None:
    video = schemas["VideoGenerationRequest"]
    first_frame = video["properties"]["image_start"]
    text_schema = next(choice for choice in first_frame.pop("anyOf") if choice["type"] == "string")
    del first_frame["default"]
    first_frame.update(text_schema)
    video["required"].append("image_start")
    del video["properties"]["aspect_ratio"]
    _set_element_id(schemas, "string")


def _set_element_id(schemas: Schemas, kind: str) -> None:
    element_id = schemas["ElementReference"]["properties"]["element_id"]
    del element_id["anyOf"]
    element_id["type"] = kind


def _keep_all(_schemas: Schemas) -> None:
    pass


_NARROWINGS: dict[Generation, Callable[[Schemas], None]] = {
    Generation.SUPERSET: _keep_all,
    Generation.A: _narrow_to_a,
    Generation.C: _narrow_to_c,
}
