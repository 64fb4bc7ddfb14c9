"""Addresses of what is the same in every language: pictures, style, what machines ask for. They have no prefix."""

from django.urls import path

from portal.views import health, pictures, site, sitemap, style_sheet

app_name = "files"

urlpatterns = [
    path("img/site/<str:file_name>", pictures.site_picture, name="site_picture"),
    path("img/<str:kind>/<str:file_name>", pictures.picture, name="picture"),
    path("style/<str:digest>.css", style_sheet.stylesheet, name="style_sheet"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap.sitemap_part, name="sitemap_part"),
    path("favicon.ico", site.icon, name="icon"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("<respelt_prefix:language>/", site.respelt_prefix, name="respelt_prefix"),
    path("<respelt_prefix:language>/<path:rest>", site.respelt_prefix, name="respelt_prefix"),
]
