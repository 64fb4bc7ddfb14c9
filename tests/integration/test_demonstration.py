"""The look of the simulator's organisation, which a first start gives to a site without one."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from portal.models import OptionLabel, SitePicture, SponsorTier, WebApplication
from tests.served_site import ServedSite


@pytest.fixture
def furnished(served: ServedSite) -> WebApplication:
    WebApplication.objects.filter(is_default=True).update(site_title="", endpoint="")
    call_command("furnish_demonstration")
    return WebApplication.objects.get(is_default=True)


def test_a_site_without_a_title_gets_a_whole_look(furnished: WebApplication) -> None:
    page = Client(headers={"host": "events.example.org"}).get("/events/").content.decode()
    assert "Ports, rivers and the people beside them" in page
    assert "/img/site/logo-" in page
    assert sorted(SitePicture.objects.values_list("kind", flat=True)) == ["icon", "logo", "logo-dark"]
    furnished.full_clean()


def test_what_an_organisation_chose_is_left_alone(furnished: WebApplication) -> None:
    WebApplication.objects.filter(pk=furnished.pk).update(site_title="Ours", header_text="")
    SponsorTier.objects.all().delete()
    call_command("furnish_demonstration")
    furnished.refresh_from_db()
    assert (furnished.site_title, furnished.header_text, SponsorTier.objects.count()) == ("Ours", "", 0)


def test_a_site_with_an_endpoint_of_its_own_is_left_alone(served: ServedSite) -> None:
    WebApplication.objects.filter(is_default=True).update(site_title="")
    call_command("furnish_demonstration")
    row = WebApplication.objects.get(is_default=True)
    assert (row.endpoint, row.site_title, row.contact_name, row.privacy_page) == (served.row.endpoint, "", "", "")


def test_what_was_filled_in_without_a_title_stays(served: ServedSite) -> None:
    WebApplication.objects.filter(is_default=True).update(site_title="", endpoint="", contact_name="Ours")
    OptionLabel.objects.create(application=served.row, kind="session_type", number=100000006, label="Pause")
    call_command("furnish_demonstration")
    row = WebApplication.objects.get(is_default=True)
    assert (row.contact_name, row.option_labels.get().label) == ("Ours", "Pause")
