"""Schemathesis against the lab's own description: whatever is sent, no fault, and every answer as described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from benchmarks.lab_server import Lab
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from glasshouse.lab.settings import Limits

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture(scope="module")
def tiny() -> Iterator[Any]:
    limits = Limits(people=2_000, days=28, waiting=8, seconds=5)
    with Lab(limits=limits) as opened:
        yield opened


def test_whatever_is_sent_is_answered_as_described(tiny: Any) -> None:
    described = schemathesis.openapi.from_url(f"{tiny.address}/openapi.json")
    tried = set()
    for found in described.get_all_operations():
        operation = found.ok()
        tried.add((operation.method, operation.path))

        either = operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
            generation_mode=GenerationMode.NEGATIVE
        )

        @given(case=either)
        @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def one(case: Any) -> None:
            if "wait" in (case.query or {}):
                case.query["wait"] = "0"
            answer = case.call(timeout=60)
            assert answer.status_code < 500
            case.validate_response(answer, checks=list(CHECKS))

        one()
    assert len(tried) >= 24
