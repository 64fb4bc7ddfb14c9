"""The description of the portal's own JSON API (OpenAPI 3.1), for tools that read such descriptions."""

from __future__ import annotations

from typing import Any

from portal.domain.availability import State
from portal.domain.venue import Access
from portal.events_api.codes import EVENT_FORMAT_SLUGS, EVENT_TYPE_SLUGS, SESSION_TYPES

Schema = dict[str, Any]

VERSION = "1.0"

_STRING: Schema = {"type": "string"}
_BOOLEAN: Schema = {"type": "boolean"}
_URL: Schema = {"type": "string", "format": "uri"}
_INSTANT: Schema = {"type": "string", "format": "date-time", "description": "With the offset of the event's zone."}
_TEXT: Schema = {"type": "string", "description": "Plain text, a line per block; empty where there is none."}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(values: Any) -> Schema:
    return {"type": "string", "enum": list(values)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _record(**properties: Schema) -> Schema:
    """Every property is always there; what is not known is null."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_EVENT = {
    "id": _STRING,
    "name": _STRING,
    "url": _URL,
    "starts_at": _INSTANT,
    "ends_at": _or_null(_INSTANT),
    "time_zone": {"type": "string", "description": "IANA name, or a fixed offset written UTC+05:45."},
    "type": _or_null(_one_of(EVENT_TYPE_SLUGS.values())),
    "format": _or_null(_one_of(EVENT_FORMAT_SLUGS.values())),
    "language": _or_null(_STRING),
    "is_online": _BOOLEAN,
    "venue": _or_null(_ref("Venue")),
    "description": _TEXT,
}

_SCHEMAS = {
    "Event": _record(**_EVENT),
    "EventDetails": _record(
        **_EVENT,
        registration=_record(
            state=_one_of(str(state) for state in State),
            is_open=_BOOLEAN,
            closes_at=_or_null(_INSTANT),
            few_places_left=_BOOLEAN,
        ),
        passes=_or_null(_list(_ref("Pass"))),
        sponsors=_list(_record(name=_STRING, topic=_or_null(_STRING))),
        links={"type": "object", "additionalProperties": _URL},
    ),
    "Venue": _record(
        name=_STRING,
        address=_list(_STRING),
        city=_or_null(_STRING),
        country=_or_null(_STRING),
        website=_or_null(_URL),
        accessibility={
            "type": "object",
            "properties": {str(fact): _BOOLEAN for fact in Access},
            "additionalProperties": False,
        },
    ),
    "Pass": _record(
        name=_STRING,
        price=_or_null({"type": "string", "description": "A decimal number."}),
        currency=_or_null({"type": "string", "description": "ISO 4217."}),
        is_sold_out=_BOOLEAN,
    ),
    "Session": _record(
        id=_STRING,
        guid=_STRING,
        name=_STRING,
        url=_URL,
        starts_at=_or_null(_INSTANT),
        ends_at=_or_null(_INSTANT),
        type=_or_null(_STRING),
        format=_or_null(_one_of(EVENT_FORMAT_SLUGS.values())),
        language=_or_null(_STRING),
        room=_or_null(_STRING),
        tracks=_list(_record(id=_STRING, name=_STRING)),
        speakers=_list(_record(id=_STRING, name=_STRING, url=_or_null(_URL))),
        summary=_TEXT,
        description=_TEXT,
        objectives=_TEXT,
        prerequisites=_TEXT,
        cameras_permitted=_or_null(_BOOLEAN),
        recordings_permitted=_or_null(_BOOLEAN),
    ),
    "Speaker": _record(
        id=_STRING,
        guid=_STRING,
        name=_STRING,
        url=_URL,
        title=_or_null(_STRING),
        about=_TEXT,
        picture=_or_null(_URL),
        profiles={"type": "object", "additionalProperties": _URL},
        sessions=_list(_record(id=_STRING, name=_STRING, url=_URL)),
    ),
    "Events": _record(events=_list(_ref("Event"))),
    "Sessions": _record(sessions=_list(_ref("Session"))),
    "Speakers": _record(speakers=_list(_ref("Speaker"))),
}


def _parameter(name: str, schema: Schema, text: str, *, where: str = "query") -> Schema:
    return {"name": name, "in": where, "required": where == "path", "schema": schema, "description": text}


_ID = _parameter("id", {"type": "string", "maxLength": 500}, "The event's readable id, percent-encoded.", where="path")
_DATE: Schema = {"type": "string", "format": "date"}
_LIST_FILTERS = [
    _parameter("when", _one_of(("upcoming", "past")), "Upcoming events ascending, or past ones latest first."),
    _parameter("q", {"type": "string", "maxLength": 200}, "Words that all occur, whatever their case and accents."),
    _parameter("format", _list(_STRING), "One of: " + ", ".join(EVENT_FORMAT_SLUGS.values())),
    _parameter("type", _list(_STRING), "One of: " + ", ".join(EVENT_TYPE_SLUGS.values())),
    _parameter("place", _STRING, "A town or venue in lower-case words joined by hyphens, or online."),
    _parameter("access", _list(_one_of(str(fact) for fact in Access)), "What the venue offers; all of them."),
    _parameter("from", _DATE, "The first day, in the event's zone."),
    _parameter("to", _DATE, "The last day, in the event's zone."),
]
_SESSION_FILTERS = [
    _parameter("q", {"type": "string", "maxLength": 200}, "Words that all occur, whatever their case and accents."),
    _parameter("day", _DATE, "A programme day, which begins at 03:00."),
    _parameter("track", _list(_STRING), "Ids or names in lower-case words joined by hyphens."),
    _parameter("room", _list(_STRING), "Likewise."),
    _parameter("speaker", _list(_STRING), "Likewise."),
    _parameter("type", _list(_STRING), "Such as " + next(iter(SESSION_TYPES.values())).lower() + ", likewise."),
    _parameter("language", _list(_STRING), "Language tags."),
    _parameter("places", _one_of(("1",)), "Only sessions with places left."),
]


def description(*, title: str, address: str) -> dict[str, Any]:
    """Return the document. ``address`` of the site, absolute, without a slash at the end."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": VERSION,
            "description": "What the pages of this site show, for programs. Read-only; no key is needed.",
        },
        "servers": [{"url": f"{address}/api/v1"}],
        "paths": {
            "/events.json": _operation("listEvents", "Events", _LIST_FILTERS, filtered=True),
            "/events/{id}.json": _operation("getEvent", "EventDetails", [_ID]),
            "/events/{id}/sessions.json": _operation(
                "listSessions", "Sessions", [_ID, *_SESSION_FILTERS], filtered=True
            ),
            "/events/{id}/speakers.json": _operation("listSpeakers", "Speakers", [_ID]),
        },
        "components": {"schemas": _SCHEMAS},
    }


def _operation(name: str, schema: str, parameters: list[Schema], *, filtered: bool = False) -> Schema:
    answers: Schema = {
        "200": {"description": "The answer.", "content": {"application/json": {"schema": _ref(schema)}}},
        "304": {"description": "Nothing has changed since the answer with this ETag."},
        "503": {"description": "Nothing is known yet; try again after the seconds of Retry-After."},
    }
    if filtered:
        answers["400"] = _plain("A filter makes no sense: a line for each.")
    if any(parameter["in"] == "path" for parameter in parameters):
        answers["301"] = {"description": "The id is spelt in other letters."}
        answers["404"] = _plain("There is no such event.")
        answers["410"] = _plain("The event is no longer listed.")
    return {"get": {"operationId": name, "parameters": parameters, "responses": answers}}


def _plain(text: str) -> Schema:
    return {"description": text, "content": {"text/plain": {"schema": _STRING}}}
