"""The OpenAPI 3 document of each dialect, built from the table of operations and the schemas.

Real tenants serve one in real-time only (events-api/realtime-v1.md §2); v2.0 gets its own here all the same.
"""

from typing import Any

from portal.simulator.access import TOKEN_PARAMETER
from portal.simulator.operations import OPERATIONS, Dialect, Needs, Operation
from portal.simulator.schemas import REALTIME_ONLY_SCHEMAS, SCHEMAS, V2_ONLY_SCHEMAS, Schema

_SCHEME = "ApiKeyAuth"
_BEARER = "BearerAuth"

_QUERY: dict[str, Schema] = {
    "businessUnitId": {"schema": {"type": "string", "format": "uuid"}, "description": "Only events of this unit."},
    "webappId": {"schema": {"type": "string", "format": "uuid"}, "description": "Only events of this web application."},
    "data": {
        "schema": {"type": "string"},
        "description": "A JSON array of {readableEventId, sessionId?, data?}.",
        "required": True,
    },
    "api-version": {"schema": {"type": "string"}, "description": "Ignored."},
    "redirectUri": {"schema": {"type": "string"}, "description": "Where to go afterwards.", "required": True},
}
_PATH_FORMATS = {"readableEventId": {"type": "string", "maxLength": 500}}
_GUID = {"type": "string", "format": "uuid"}


def describe(dialect: Dialect, base: str) -> dict[str, Any]:
    """The document for `<base>/doc/public-api.json`."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        if dialect in operation.dialects:
            paths.setdefault(f"/{operation.path}", {})[operation.method.lower()] = _operation(dialect, operation)
    left_out = REALTIME_ONLY_SCHEMAS if dialect is Dialect.V2 else V2_ONLY_SCHEMAS
    schemes = {_SCHEME: {"type": "apiKey", "in": "query", "name": TOKEN_PARAMETER}}
    if dialect is Dialect.V2:
        schemes[_BEARER] = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.0.0",
        "info": {
            "title": "EventManagement Public Api",
            "description": f"A simulated event management API, {dialect.value}. {_ORIGIN_RULE[dialect]}",
            "version": dialect.value,
        },
        "servers": [{"url": base}],
        "tags": [{"name": "PublicApi", "description": "Event management public API"}],
        "paths": paths,
        "components": {
            "schemas": {name: schema for name, schema in SCHEMAS.items() if name not in left_out},
            "securitySchemes": schemes,
        },
    }


_ORIGIN_RULE = {
    Dialect.V2: "Every call that needs the token also needs the header Origin with a registered origin.",
    Dialect.REALTIME: "The header Origin, when sent, must be a registered origin.",
}


def _operation(dialect: Dialect, operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": f"PublicApi_{''.join(word.capitalize() for word in operation.name.split('_'))}",
        "summary": operation.summary,
        "tags": ["PublicApi"],
        "parameters": [*_path_parameters(operation), *_query_parameters(dialect, operation)],
        "responses": _success(dialect, operation) | _failures(dialect, operation),
        "security": _security(operation),
    }
    if operation.body:
        described["requestBody"] = {
            "required": True,
            "content": _json({"$ref": f"#/components/schemas/{operation.body}"}),
        }
    return described


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    names = [segment[1:-1] for segment in operation.segments if segment.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": _PATH_FORMATS.get(name, _GUID)} for name in names]


def _query_parameters(dialect: Dialect, operation: Operation) -> list[dict[str, Any]]:
    realtime_only = ("businessUnitId", "webappId")
    names = [name for name in operation.parameters if dialect is Dialect.REALTIME or name not in realtime_only]
    return [{"name": name, "in": "query", **_QUERY[name]} for name in names]


def _security(operation: Operation) -> list[dict[str, list[str]]]:
    match operation.needs:
        case Needs.NOTHING:
            return []
        case Needs.TOKEN_IF_SET:
            return [{}, {_SCHEME: []}]
        case Needs.USER:
            return [{_SCHEME: [], _BEARER: []}]
        case Needs.APPLICATION:
            return [{_SCHEME: []}]


def _success(dialect: Dialect, operation: Operation) -> dict[str, Any]:
    match operation.answer:
        case "image":
            return {"200": {"description": "A PNG", "content": {"image/png": {"schema": _binary()}}}}
        case "calendar":
            return {"200": {"description": "An iCalendar file", "content": {"text/calendar": {"schema": _binary()}}}}
        case "redirect":
            return {"302": {"description": "To redirectUri", "headers": {"Location": {"schema": {"type": "string"}}}}}
        case "object":
            return {"200": {"description": "An OpenAPI document", "content": _json({"type": "object"})}}
        case name:
            schema: Schema = {"$ref": f"#/components/schemas/{name.removesuffix('[]')}"}
    if name.endswith("[]"):
        schema = {"type": "array", "items": schema}
    if operation.name == "create_registration" and dialect is Dialect.REALTIME:
        schema = {"oneOf": [schema, {"$ref": "#/components/schemas/PaymentRedirect"}]}
    return {"200": {"description": "Success", "content": _json(schema)}}


def _failures(dialect: Dialect, operation: Operation) -> dict[str, Any]:
    statuses: dict[str, str] = {}
    if operation.needs in (Needs.APPLICATION, Needs.USER):
        statuses["401"] = "The token is not valid, or nobody is signed in"
        if dialect is Dialect.V2:
            statuses["400"] = "The token or the Origin is missing, or the body is malformed"
        else:
            statuses["403"] = "The Origin is not registered"
        statuses["429"] = "Too many requests"
    if operation.method == "POST" or operation.answer == "calendar":
        statuses["400"] = "The request is malformed, or refused" if dialect is Dialect.REALTIME else "Malformed"
    if "{" in operation.path or operation.answer == "calendar":
        statuses["404"] = "Not found"
    if operation.name == "get_captcha" and dialect is Dialect.REALTIME:
        statuses["404"] = "Always: there is no captcha in this dialect"
    error = _json({"$ref": "#/components/schemas/Error"})
    return {status: {"description": text, "content": error} for status, text in sorted(statuses.items())}


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _binary() -> Schema:
    return {"type": "string", "format": "binary"}
