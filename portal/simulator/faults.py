"""Faults that the control interface switches on, by operation and, where wanted, by event."""

import base64
import binascii
import itertools
import threading
from dataclasses import dataclass
from typing import Any

from portal.simulator.exchange import JSON_TYPE, Delivery, Response, encode
from portal.simulator.operations import OPERATION_NAMES

ANY_OPERATION = "*"

# What a fault may say, and what is allowed there.
_KEYS: dict[str, tuple[type, ...]] = {
    "status": (int,),
    "headers": (dict,),
    "body": (str,),
    "body_base64": (str,),
    "json": (object,),
    "huge_bytes": (int,),
    "redirect": (str,),
    "content_type": (str,),
    "delay_ms": (int, float),
    "hang": (str,),
    "reset": (bool, str),
    "cut_body": (bool,),
    "drip_ms_per_byte": (int, float),
    "part": (str,),
    "acts": (bool,),
}
_WORDS = {"hang": ("before", "after"), "reset": ("before", "after"), "part": ("headers", "body")}


class BadFault(Exception):
    """The fault cannot be understood; the text says why."""


@dataclass
class Fault:
    """One fault. `times` None: until it is deleted."""

    id: int
    operation: str
    event: str | None
    rule: dict[str, Any]
    times: int | None

    @property
    def delay_s(self) -> float:
        return float(self.rule.get("delay_ms", 0)) / 1000

    @property
    def acts(self) -> bool:
        """Whether the operation is carried out although the answer is spoilt."""
        if self._breaks("hang") == "before" or self._breaks("reset") == "before":
            return False
        return bool(self.rule.get("acts", not self._replaces))

    def answer(self, response: Response | None) -> Response:
        """What is sent instead of, or made out of, the true answer."""
        if self._replaces or response is None:
            response = self._replacement()
        spoilt = Response(response.status, response.body, response.content_type, dict(response.headers))
        if "content_type" in self.rule:
            spoilt.content_type = self.rule["content_type"]
        spoilt.headers.update({str(name): str(value) for name, value in self.rule.get("headers", {}).items()})
        return spoilt

    def delivery(self) -> Delivery:
        return Delivery(
            hang="hang" in self.rule,
            reset=bool(self.rule.get("reset")),
            cut_body=bool(self.rule.get("cut_body")),
            drip_ms_per_byte=float(self.rule.get("drip_ms_per_byte", 0)),
            drip_part=self.rule.get("part", "body"),
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "operation": self.operation,
            "event": self.event,
            "fault": self.rule,
            "times": self.times,
        }

    @property
    def _replaces(self) -> bool:
        return any(key in self.rule for key in ("status", "body", "body_base64", "json", "huge_bytes", "redirect"))

    def _breaks(self, key: str) -> str | None:
        value = self.rule.get(key)
        return "before" if value is True else value or None

    def _replacement(self) -> Response:
        rule = self.rule
        if "redirect" in rule:
            return Response(rule.get("status", 302), headers={"Location": rule["redirect"]})
        status = rule.get("status", 200)
        if "body_base64" in rule:
            return Response(status, base64.b64decode(rule["body_base64"]))
        if "body" in rule:
            return Response(status, rule["body"].encode())
        if "json" in rule:
            return Response(status, encode(rule["json"]))
        if "huge_bytes" in rule:
            return Response(status, b'["' + b" " * max(0, rule["huge_bytes"] - 4) + b'"]')
        return Response(status, content_type=JSON_TYPE)


class Faults:
    """The faults in force. The newest that fits is taken."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._ids = itertools.count(1)

    def add(self, wish: dict[str, Any]) -> Fault:
        """Takes `{"operation", "event"?, "fault": {…}, "times"?}`. Raises BadFault."""
        operation, rule, times = wish.get("operation", ANY_OPERATION), wish.get("fault"), wish.get("times")
        if operation != ANY_OPERATION and operation not in OPERATION_NAMES:
            raise BadFault(f"There is no operation {operation!r}.")
        if times is not None and (not isinstance(times, int) or times < 1):
            raise BadFault("times is a whole number from 1 up, or null.")
        fault = Fault(next(self._ids), operation, wish.get("event"), _checked(rule), times)
        with self._lock:
            self._faults.append(fault)
        return fault

    def take(self, operation: str, event: str | None) -> Fault | None:
        """The fault for this request, if any; counts it down."""
        if not self._faults:
            return None
        with self._lock:
            for fault in reversed(self._faults):
                if fault.operation in (ANY_OPERATION, operation) and fault.event in (None, event):
                    if fault.times is not None:
                        fault.times -= 1
                        if fault.times == 0:
                            self._faults.remove(fault)
                    return fault
        return None

    def all(self) -> list[Fault]:
        with self._lock:
            return list(self._faults)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()


def _checked(rule: Any) -> dict[str, Any]:
    if not isinstance(rule, dict) or not rule:
        raise BadFault("fault is an object with at least one key.")
    for key, value in rule.items():
        if key not in _KEYS:
            raise BadFault(f"A fault has no key {key!r}; it has {', '.join(_KEYS)}.")
        number_wanted = bool not in _KEYS[key] and object not in _KEYS[key]
        if not isinstance(value, _KEYS[key]) or (number_wanted and isinstance(value, bool)):
            raise BadFault(f"{key} has the wrong type.")
        if isinstance(value, str) and value not in _WORDS.get(key, (value,)):
            raise BadFault(f"{key} is one of {', '.join(_WORDS[key])}.")
    if "body_base64" in rule:
        try:
            base64.b64decode(rule["body_base64"], validate=True)
        except binascii.Error as error:
            raise BadFault("body_base64 is not base64.") from error
    return rule
