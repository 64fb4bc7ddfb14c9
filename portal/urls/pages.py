"""Addresses of what people read, below the prefix of its language: ``/de/events/``. The default language has none.

A trailing slash is a page, an extension is a format.
"""

from django.urls import path

from portal.services.legal import LegalPage
from portal.views import calendars, embed, events, feeds, legal, programmes, sessions, speakers
from portal.views.registration import check, choices, payment, people, receipt, start

app_name = "portal"

REGISTER = "events/<event:readable_event_id>/register/"

urlpatterns = [
    path("", events.home, name="home"),
    path("events/", events.event_list, name="events"),
    path("events/past/", events.past_events, name="past_events"),
    path("events.ics", calendars.events, name="events_ics"),
    path("events.atom", feeds.events, name="events_atom"),
    path("events/<event:readable_event_id>/", events.event, name="event"),
    path("events/<event:readable_event_id>.ics", calendars.event, name="event_ics"),
    path("events/<event:readable_event_id>/schedule/", sessions.schedule, name="schedule"),
    path("events/<event:readable_event_id>/schedule.ics", calendars.schedule, name="schedule_ics"),
    path("events/<event:readable_event_id>/schedule.csv", programmes.schedule_csv, name="schedule_csv"),
    path("events/<event:readable_event_id>/schedule.txt", programmes.schedule_text, name="schedule_txt"),
    path("events/<event:readable_event_id>/schedule/<str:day>/", sessions.schedule_day, name="schedule_day"),
    path("events/<event:readable_event_id>/sessions/", sessions.session_list, name="sessions"),
    path("events/<event:readable_event_id>/sessions/<str:part>/", sessions.session, name="session"),
    path("events/<event:readable_event_id>/sessions/<str:part>.ics", calendars.session, name="session_ics"),
    path("events/<event:readable_event_id>/speakers/", speakers.speaker_list, name="speakers"),
    path("events/<event:readable_event_id>/speakers/<str:part>/", speakers.speaker, name="speaker"),
    path("events/<event:readable_event_id>/speakers/<str:part>.ics", calendars.speaker, name="speaker_ics"),
    path("events/<event:readable_event_id>/sponsors/", events.sponsors, name="sponsors"),
    path("events/<event:readable_event_id>/passes/", events.passes, name="passes"),
    path("events/<event:readable_event_id>/venue/", events.venue, name="venue"),
    path("embed/events/", embed.events, name="embed_events"),
    path("embed/<event:readable_event_id>/schedule/", embed.schedule, name="embed_schedule"),
    *(path(f"{page}/", legal.page, {"page": page}, name=page) for page in LegalPage),
    path(REGISTER, start.start, name="register_start"),
    path(f"{REGISTER}pass/", choices.choose_pass, name="register_pass"),
    path(f"{REGISTER}attendees/", people.attendees, name="register_attendees"),
    path(f"{REGISTER}attendees/<int:number>/", people.attendee, name="register_attendee"),
    path(f"{REGISTER}attendees/<int:number>/remove/", people.remove, name="register_remove"),
    path(f"{REGISTER}places/", people.places, name="register_places"),
    path(f"{REGISTER}sessions/", choices.sessions, name="register_sessions"),
    path(f"{REGISTER}waitlist/", choices.waitlist, name="register_waitlist"),
    path(f"{REGISTER}consent/", choices.consent, name="register_consent"),
    path(f"{REGISTER}check/", check.check, name="register_check"),
    path(f"{REGISTER}done/<str:receipt_key>/", receipt.done, name="register_done"),
    path(f"{REGISTER}done/<str:receipt_key>/calendar.ics", receipt.calendar, name="register_calendar"),
    path(f"{REGISTER}pay/<str:receipt_key>/", payment.pay, name="register_pay"),
    path(f"{REGISTER}return/<str:receipt_key>/", payment.come_back, name="register_return"),
]
