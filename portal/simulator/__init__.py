"""The events API, imitated: both dialects on one port, realistic data, switchable unknowns and faults.

  <address>/EvtMgmt/api/v2.0/…                                     outbound v2.0
  <address>/api/v1.0/orgs/0a17c2e4-5b36-4d58-9c1f-7e2d4b90a6c3/eventmanagement/…   real-time v1.0
  …/doc/public-api.json                                            each dialect's OpenAPI document

The default token is `simulated-token`; registered origins are http://127.0.0.1:8000 and http://localhost:8000.
In v2.0, `Authorization: Bearer simulated-user` (or another-simulated-user) signs a contact in, and the captcha's
solution is `letmein`.

Control interface, JSON, without a token; the simulator listens on loopback unless --host says otherwise:

  GET    /_simulator/health                      {"status": "ok", "events": N}
  GET    /_simulator/journal[?operation=NAME]    requests: time, dialect, operation, method, path, parameters (never
                                                 the token: only missing, wrong or valid), origin, body, status
  DELETE /_simulator/journal
  GET    /_simulator/registrations               everything registered since the start, with its status
  GET    /_simulator/settings                    the switches; settings.py explains each
  POST   /_simulator/settings                    {"missing_origin": "strict", …}
  GET    /_simulator/events                      all events with their sessions' ids, published or not
  PUT    /_simulator/events/{readableEventId}    fields to change, by their names on the wire; registrationCount too
  PUT    /_simulator/sessions/{sessionId}
  POST   /_simulator/events/{readableEventId}/publish      …/unpublish
  POST   /_simulator/sessions/{sessionId}/publish          …/unpublish
  GET    /_simulator/faults
  POST   /_simulator/faults                      {"operation": NAME or "*", "event": readableEventId or null,
                                                  "times": N or null, "fault": {…}}; the newest that fits is taken
  DELETE /_simulator/faults                      also lets hanging connections go
  POST   /_simulator/reset                       everything as at the start

A fault is any mixture of:

  "status", "headers", "body" (text), "body_base64", "json" (any value), "huge_bytes": N, "redirect": ADDRESS
                                  answered instead; the operation is not carried out unless "acts": true
  "content_type": TYPE            of whatever is answered
  "delay_ms": N                   before anything happens
  "hang": "before" | "after"      never answered; after: the operation is carried out first
  "reset": true | "after"         the connection is reset, before or after the operation is carried out
  "cut_body": true                half of the body, under the full Content-Length
  "drip_ms_per_byte": N, "part": "headers" | "body"

Operations: list_published_events, get_event, list_sessions, list_tracks, list_track_sessions, get_session,
list_passes, list_speakers, get_speaker_image, list_sponsorships, get_sponsorship_logo,
list_custom_registration_fields, get_captcha, get_event_registration_count, get_session_registration_count,
create_registration, finalize_registration, register_for_session, get_authenticated_user, list_user_registrations,
list_user_waitlist_items, cancel_user_registration, get_personal_calendar, get_event_qr_code, create_check_in,
get_api_description.
"""
