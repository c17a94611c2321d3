"""The JSON Schema of scenario files, so that an editor completes names and marks mistakes as one types."""

from __future__ import annotations

from typing import Any

from glasshouse.base import ledger as ledgers
from glasshouse.base.ledger import Ledger, Parameter
from glasshouse.scenario.model import ScenarioForm


def schema(ledger: Ledger | None = None) -> dict[str, Any]:
    """Returns the JSON Schema (2020-12) of scenario files, with every parameter's unit, limits and meaning.

    Args:
        ledger: Another ledger than the shipped one.
    """
    known = ledgers.load() if ledger is None else ledger
    said: dict[str, Any] = ScenarioForm.model_json_schema()
    definitions = said["$defs"]
    definitions["Settings"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _parameter(parameter) for name, parameter in known.items()},
    }
    for holder in (said, *(definitions[form] for form in ("WhereForm", "EventForm", "ConcessionForm"))):
        holder["properties"]["set"] = {"$ref": "#/$defs/Settings"}
    mechanisms = {"enum": list(ledgers.MECHANISMS)}
    said["properties"]["without"] = {"type": "array", "items": mechanisms}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Glasshouse scenario", **said}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    lowest, highest = parameter.limits
    number: dict[str, Any] = {"type": ["number", "boolean"] if parameter.kind != "number" else "number"}
    if lowest > float("-inf"):
        number["minimum"] = lowest
    if highest < float("inf"):
        number["maximum"] = highest
    return {
        "description": f"{parameter.says} [{parameter.unit}; ledger {parameter.value:g}, "
        f"range {parameter.low:g} to {parameter.high:g}; {parameter.grade}]",
        "anyOf": [number, {"$ref": "#/$defs/SettingForm"}],
    }
