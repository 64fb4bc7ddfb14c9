"""The control interface under `/_simulator/`. The package's docstring describes it."""

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from portal.simulator.exchange import MalformedBody, Request, Response, json_response, message
from portal.simulator.faults import BadFault
from portal.simulator.records import Facts
from portal.simulator.settings import UnknownSetting

if TYPE_CHECKING:
    from portal.simulator.application import Application

CONTROL_PREFIX = "/_simulator/"

# What HipUrl leads to: it shows the challenge and answers as the real script does, with the four captcha strings.
CAPTCHA_SCRIPT = """\
(function () {
  var flow = new URL(document.currentScript.src).searchParams.get("fid");
  window.WLSPHIP0 = {
    challenge: "Type the word letmein",
    verify: function (solution, done) {
      done({ Solution: solution, Token: "simulated-captcha", Type: "visual", FlowId: flow });
    }
  };
})();
"""


class NothingThere(Exception):
    """The control interface has no such address, event or session."""


class Control:
    def __init__(self, application: "Application") -> None:
        self._application = application

    def answer(self, request: Request) -> Response:
        words = [unquote(word) for word in request.path[len(CONTROL_PREFIX) :].strip("/").split("/")]
        try:
            if words == ["hip.js"]:
                return Response(body=CAPTCHA_SCRIPT.encode(), content_type="text/javascript; charset=utf-8")
            return json_response(self._act(request, words))
        except NothingThere:
            return message(404, "The control interface has no such address; see python -m portal.simulator --help.")
        except (MalformedBody, UnknownSetting, BadFault) as error:
            return message(400, str(error))

    def _act(self, request: Request, words: list[str]) -> Any:
        application = self._application
        match (request.method, *words):
            case ("GET", "health"):
                return {"status": "ok", "events": len(application.world.events)}
            case ("GET", "journal"):
                return application.journal.entries(request.query.get("operation"))
            case ("DELETE", "journal"):
                return application.journal.clear()
            case ("GET", "registrations"):
                application.book.settle()
                return [each.as_dict() for each in application.book.registrations()]
            case ("GET", "faults"):
                return [fault.as_dict() for fault in application.faults.all()]
            case ("POST", "faults"):
                return application.faults.add(request.json_object()).as_dict()
            case ("DELETE", "faults"):
                application.faults.clear()
                return application.release()
            case ("GET", "settings"):
                return application.settings.as_dict()
            case ("POST", "settings"):
                application.change_settings(request.json_object())
                return application.settings.as_dict()
            case ("POST", "reset"):
                return application.reset()
            case ("GET", "events"):
                return [self._event_summary(readable_id) for readable_id in application.world.events]
            case ("PUT", "events", readable_id):
                return self._patch_event(readable_id, request.json_object())
            case ("PUT", "sessions", session_id):
                return self._patch_session(session_id, request.json_object())
            case ("POST", "events", readable_id, "publish" | "unpublish" as wish):
                return self._show_event(readable_id, wish == "publish")
            case ("POST", "sessions", session_id, "publish" | "unpublish" as wish):
                return self._show_session(session_id, wish == "publish")
        raise NothingThere

    def _event_summary(self, readable_id: str) -> Facts:
        event = self._application.world.events[readable_id]
        return {
            "readableEventId": readable_id,
            "eventName": event.facts["eventName"],
            "published": event.live,
            "sessions": [
                {"id": each.id, "name": each.facts["name"], "published": each.live} for each in event.sessions
            ],
        }

    def _patch_event(self, readable_id: str, patch: Facts) -> Facts:
        world = self._application.world
        event = world.events.get(readable_id)
        if event is None:
            raise NothingThere
        with world.lock:
            # Not a field of the event on the wire, but what its count operation says.
            event.registered = _taken_count(patch, event.registered)
            event.facts.update(patch)
            world.changed(event)
        return event.facts

    def _patch_session(self, session_id: str, patch: Facts) -> Facts:
        world = self._application.world
        if session_id not in world.sessions:
            raise NothingThere
        event, session = world.sessions[session_id]
        with world.lock:
            session.registered = _taken_count(patch, session.registered)
            session.facts.update(patch)
            world.changed(event)
        return session.facts

    def _show_event(self, readable_id: str, live: bool) -> Facts:
        world = self._application.world
        event = world.events.get(readable_id)
        if event is None:
            raise NothingThere
        with world.lock:
            event.live = live
            world.changed(event)
        return self._event_summary(readable_id)

    def _show_session(self, session_id: str, live: bool) -> Facts:
        world = self._application.world
        if session_id not in world.sessions:
            raise NothingThere
        event, session = world.sessions[session_id]
        with world.lock:
            session.live = live
            world.changed(event)
        return self._event_summary(event.readable_id)


def _taken_count(patch: Facts, current: int) -> int:
    """Takes `registrationCount` out of the patch; without it the current number. Raises MalformedBody."""
    count = patch.pop("registrationCount", current)
    if not isinstance(count, int):
        raise MalformedBody("registrationCount is a whole number.")
    return count
