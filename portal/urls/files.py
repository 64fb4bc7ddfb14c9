"""Addresses of what is the same in every language: pictures, style, what machines ask for. They have no prefix."""

from django.urls import path

from portal.views import api, embed, health, pictures, programmes, qr_codes, site, sitemap, style_sheet

app_name = "files"

urlpatterns = [
    path("img/site/<str:file_name>", pictures.site_picture, name="site_picture"),
    path("img/<str:kind>/<str:file_name>", pictures.picture, name="picture"),
    path("events/<event:readable_event_id>/schedule.json", programmes.schedule_json, name="schedule_json"),
    path("events/<event:readable_event_id>/schedule.xml", programmes.schedule_xml, name="schedule_xml"),
    path("events/<event:readable_event_id>/qr.svg", qr_codes.of_event, name="qr_code"),
    path("api/v1/openapi.json", api.openapi, name="api_openapi"),
    path("api/v1/events.json", api.events, name="api_events"),
    path("api/v1/events/<event:readable_event_id>.json", api.event, name="api_event"),
    path("api/v1/events/<event:readable_event_id>/sessions.json", api.sessions, name="api_sessions"),
    path("api/v1/events/<event:readable_event_id>/speakers.json", api.speakers, name="api_speakers"),
    path("style/<str:digest>.css", style_sheet.stylesheet, name="style_sheet"),
    path("widget.js", embed.loader, name="widget"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap.sitemap_part, name="sitemap_part"),
    path("favicon.ico", site.icon, name="icon"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("<respelt_prefix:language>/", site.respelt_prefix, name="respelt_prefix"),
    path("<respelt_prefix:language>/<path:rest>", site.respelt_prefix, name="respelt_prefix"),
]
