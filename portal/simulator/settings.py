"""The switches for everything the references leave unknown (events-api/differences.md §4), changeable while running.

"dialect" always means: what differences.md decided for each of the two dialects.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar


class UnknownSetting(Exception):
    """A name that is no setting, or a value it does not take; the text says which."""


@dataclass
class Settings:
    missing_origin: str = "dialect"  # U5. dialect: 400 in v2.0, answered in real-time; strict: 400; lenient: answered
    wrong_origin: str = "dialect"  # U5. dialect: 401 in v2.0, 403 in real-time; 401; 403; lenient: answered
    unknown_event: str = "404"  # U6. 404; 204 (no body); null (200 and the word null)
    empty_list: str = "[]"  # U6. []; 404
    images: str = "open"  # U7. open: no token needed; token: the token is required, as real-time declares
    image_urls: str = "relative"  # U7. relative to the API's base, or absolute
    utc_suffix: str = "Z"  # U2. Z; none; offset (+00:00)
    form_in_list: str = "dialect"  # U9. registrationForm and enableCaptcha in the list: yes in v2.0, null in real-time
    count_shape: str = "number"  # realtime-v1.md §5.11. number; object: {"count": 15}
    realtime_success: str = "200"  # U3. 200 with a result object; 202 or 204 with an empty body
    realtime_failure: str = "message"  # U4. message: 400 {message, Message}; coded: plus errorCode; result: as v2.0
    anonymous: str = "dialect"  # U18. allowAnonymousRegistrations: enforced in v2.0, ignored in real-time; ignored
    paid_result: str = "Initiated"  # U21, v2.0 only. Initiated; Redirect
    captcha: bool = False  # U20, v2.0 only: turns enableCaptcha on for every event
    demo_payment: bool = False  # "Enable demo payment confirmation": without it finalize answers FinalizationNotEnabled
    payment_page: str = "https://payments.example.org/checkout"
    payment_minutes: float = 50  # how long a purchase may be finalised
    real_time_delay_s: float = 2  # how long after its 2xx a real-time registration comes into being
    latency_ms: float = 0  # added to every answer of the API
    requests_per_5_minutes: int = 0  # U16. 0: no limit; else 429 beyond it, in real-time with Retry-After
    clock_ahead_s: float = 0  # moves the simulator's clock, for deadlines and expiry

    _CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "missing_origin": ("dialect", "strict", "lenient"),
        "wrong_origin": ("dialect", "401", "403", "lenient"),
        "unknown_event": ("404", "204", "null"),
        "empty_list": ("[]", "404"),
        "images": ("open", "token"),
        "image_urls": ("relative", "absolute"),
        "utc_suffix": ("Z", "none", "offset"),
        "form_in_list": ("dialect", "always"),
        "count_shape": ("number", "object"),
        "realtime_success": ("200", "202", "204"),
        "realtime_failure": ("message", "coded", "result"),
        "anonymous": ("dialect", "ignored"),
        "paid_result": ("Initiated", "Redirect"),
    }

    def change(self, changes: dict[str, Any]) -> None:
        """Sets all the named settings, or none. Raises UnknownSetting."""
        checked = {name: self._checked(name, value) for name, value in changes.items()}
        for name, value in checked.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def _checked(self, name: str, value: Any) -> Any:
        if name not in {each.name for each in fields(self)}:
            raise UnknownSetting(f"There is no setting {name!r}.")
        if name in self._CHOICES:
            if str(value) not in self._CHOICES[name]:
                raise UnknownSetting(f"{name} is one of {', '.join(self._CHOICES[name])}.")
            return str(value)
        current = getattr(self, name)
        if isinstance(current, bool | str):
            if not isinstance(value, type(current)):
                raise UnknownSetting(f"{name} takes a {'yes or no' if isinstance(current, bool) else 'text'}.")
        elif isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise UnknownSetting(f"{name} takes a number from 0 up.")
        return value
