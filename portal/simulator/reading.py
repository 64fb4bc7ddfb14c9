"""The GET operations that show what is published."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from portal.simulator import icalendar, pictures, qr
from portal.simulator.access import refusal, signed_in_user
from portal.simulator.exchange import MalformedBody, Request, Response, encode, json_response
from portal.simulator.openapi import describe
from portal.simulator.operations import Dialect
from portal.simulator.records import Event, Facts
from portal.simulator.registrations import RegistrationBook
from portal.simulator.settings import Settings
from portal.simulator.wire import Wire
from portal.simulator.world import World

CAPTCHA_OBJECT = {"ObjectName": "WLSPHIP0", "FunctionName": "verify"}


class Reading:
    """Answers of one dialect. Methods are named after operations and take the request and the path's values."""

    def __init__(self, dialect: Dialect, world: World, book: RegistrationBook, settings: Settings, base: str) -> None:
        self._dialect = dialect
        self._world = world
        self._book = book
        self._settings = settings
        self._base = base
        self._wire = Wire(dialect, settings, book)
        self._kept: dict[tuple[str, str], tuple[int, bytes]] = {}

    def forget(self) -> None:
        """Drops the kept answers; to be called after a setting changed."""
        self._kept.clear()

    def list_published_events(self, request: Request, values: dict[str, str]) -> Response:
        unit, application = "", ""
        if self._dialect is Dialect.REALTIME:
            unit, application = request.query.get("businessUnitId", ""), request.query.get("webappId", "")
        return self._keep(
            "list_published_events",
            f"{unit}|{application}",
            self._world.revision,
            lambda: [
                self._wire.event(event, in_list=True)
                for event in self._world.published()
                if (not unit or event.business_unit_id == unit.lower())
                and (not application or event.web_application_id == application.lower())
            ],
        )

    def get_event(self, request: Request, values: dict[str, str]) -> Response:
        return self._of_event("get_event", values, self._wire.event)

    def list_sessions(self, request: Request, values: dict[str, str]) -> Response:
        user = signed_in_user(request) if self._dialect is Dialect.V2 else None
        if user is None:
            return self._of_event("list_sessions", values, lambda event: self._wire.sessions(event, self._base))
        event = self._world.live_event(values["readableEventId"])
        return json_response(self._wire.sessions(event, self._base, user)) if event else self._no_event()

    def list_tracks(self, request: Request, values: dict[str, str]) -> Response:
        return self._of_event("list_tracks", values, lambda event: map(self._wire.track, event.public_tracks()))

    def list_track_sessions(self, request: Request, values: dict[str, str]) -> Response:
        found = self._world.public_track(values["trackId"])
        if found is None:
            return refusal(self._dialect, 404, "There is no such track.")
        event, track = found
        return self._keep(
            "list_track_sessions",
            values["trackId"],
            event.revision,
            lambda: [
                self._wire.session(event, session, self._base)
                for session in event.live_sessions()
                if session in track.sessions
            ],
        )

    def get_session(self, request: Request, values: dict[str, str]) -> Response:
        found = self._world.live_session(values["sessionId"])
        if found is None:
            return refusal(self._dialect, 404, "There is no such session.")
        return json_response(self._wire.session(*found, self._base))

    def list_passes(self, request: Request, values: dict[str, str]) -> Response:
        def passes(event: Event) -> Iterable[Facts]:
            return [self._wire.event_pass(event, each) for each in event.passes if each.allocated > 0]

        return self._of_event("list_passes", values, passes)

    def list_speakers(self, request: Request, values: dict[str, str]) -> Response:
        def speakers(event: Event) -> Iterable[Facts]:
            return [self._wire.speaker(event, speaker, self._base) for speaker in event.speakers()]

        return self._of_event("list_speakers", values, speakers)

    def list_sponsorships(self, request: Request, values: dict[str, str]) -> Response:
        return self._of_event(
            "list_sponsorships", values, lambda event: map(self._wire.sponsorship, event.sponsorships)
        )

    def list_custom_registration_fields(self, request: Request, values: dict[str, str]) -> Response:
        return self._of_event("list_custom_registration_fields", values, lambda event: event.fields)

    def get_event_registration_count(self, request: Request, values: dict[str, str]) -> Response:
        event = self._world.live_event(values["readableEventId"])
        return json_response(self._wire.count(self._book.event_count(event))) if event else self._no_event()

    def get_session_registration_count(self, request: Request, values: dict[str, str]) -> Response:
        found = self._world.live_session(values["sessionId"])
        if found is None:
            return refusal(self._dialect, 404, "There is no such session.")
        return json_response(self._wire.count(self._book.session_count(*found)))

    def get_captcha(self, request: Request, values: dict[str, str]) -> Response:
        if self._world.live_event(values["readableEventId"]) is None:
            return self._no_event()
        if self._dialect is Dialect.REALTIME:
            return refusal(self._dialect, 404, "There is no captcha.")
        flow = self._book.new_captcha_flow()
        root = self._base.partition("/EvtMgmt")[0]
        return json_response(
            {"FlowId": flow, "HipUrl": f"{root}/_simulator/hip.js?fid={flow}&id={secrets.token_hex(4)}"}
            | CAPTCHA_OBJECT
        )

    def get_speaker_image(self, request: Request, values: dict[str, str]) -> Response:
        speaker = self._world.speakers.get(values["speakerId"].lower())
        if speaker is None or not speaker.picture:
            return refusal(self._dialect, 404, "There is no such picture.")
        return Response(body=pictures.portrait(str(speaker.facts["id"])), content_type="image/png")

    def get_sponsorship_logo(self, request: Request, values: dict[str, str]) -> Response:
        sponsorship = self._world.sponsorships.get(values["sponsorshipId"].lower())
        if sponsorship is None or not sponsorship.logo:
            return refusal(self._dialect, 404, "There is no such logo.")
        name = str(sponsorship.facts["sponsorName"] or "")
        return Response(body=pictures.logo(str(sponsorship.facts["sponsorId"]), name), content_type="image/png")

    def get_event_qr_code(self, request: Request, values: dict[str, str]) -> Response:
        event = self._world.live_event(values["readableEventId"])
        if event is None:
            return self._no_event()
        address = event.facts["publicEventUrl"] or f"https://events.example.org/events/{event.readable_id}"
        return Response(body=qr.png(str(address)), content_type="image/png")

    def get_personal_calendar(self, request: Request, values: dict[str, str]) -> Response:
        try:
            text = icalendar.personal(self._world, request.query.get("data", ""))
        except MalformedBody as error:
            return refusal(self._dialect, 400, str(error))
        if text is None:
            return self._no_event()
        return Response(
            body=text.encode(),
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="event.ics"'},
        )

    def get_api_description(self, request: Request, values: dict[str, str]) -> Response:
        return self._keep("get_api_description", "", 0, lambda: describe(self._dialect, self._base))

    def _of_event(self, name: str, values: dict[str, str], build: Callable[[Event], Any]) -> Response:
        """An answer about one live event: one object, or a list of them."""
        event = self._world.live_event(values["readableEventId"])
        if event is None:
            return self._no_event()
        return self._keep(name, event.readable_id, event.revision, lambda: build(event))

    def _keep(self, name: str, key: str, revision: int, build: Callable[[], Any]) -> Response:
        """The answer as bytes, built once per revision: load tests run against this server."""
        kept = self._kept.get((name, key))
        if kept is None or kept[0] != revision:
            value = build()
            kept = (revision, encode(value if isinstance(value, dict) else list(value)))
            self._kept[name, key] = kept
        if kept[1] == b"[]" and self._settings.empty_list == "404":
            return refusal(self._dialect, 404, "Nothing was found.")
        return Response(body=kept[1])

    def _no_event(self) -> Response:
        rule = self._settings.unknown_event
        if rule == "204":
            return Response(204, content_type=None)
        if rule == "null":
            return json_response(None)
        return refusal(self._dialect, 404, "There is no such event.")
