"""The portal as if it were eight in the morning (UTC) of the day in FIXED_DAY: the WSGI module for screenshots."""

import os
from datetime import UTC, date, datetime, time

import time_machine

_MORNING = datetime.combine(date.fromisoformat(os.environ["FIXED_DAY"]), time(8), UTC)
time_machine.travel(_MORNING, tick=True).start()

from events_site.wsgi import application  # noqa: E402, F401 -- what gunicorn serves, after the clock is set
