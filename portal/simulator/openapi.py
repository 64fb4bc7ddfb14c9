"""The OpenAPI 3 document of each dialect, built from the table of operations."""

from typing import Any

from portal.simulator.operations import OPERATIONS, Dialect


def describe(dialect: Dialect, base: str) -> dict[str, Any]:
    """The document for `<base>/doc/public-api.json`."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        if dialect in operation.dialects:
            paths.setdefault(f"/{operation.path}", {})[operation.method.lower()] = {"operationId": operation.name}
    return {"openapi": "3.0.0", "info": {"title": "EventManagement Public Api", "version": "v1"}, "paths": paths}
