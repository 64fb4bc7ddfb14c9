"""Which types of session are breaks, as an administrator chooses them."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.models import OptionLabel, WebApplication
from tests.admin_forms import errors, form_data

pytestmark = pytest.mark.django_db

FIELD = "break_session_types"


def _offered(admin_client: Client, address: str) -> list[str]:
    form = admin_client.get(address).context["adminform"].form
    return [label for _, label in form.fields[FIELD].choices]


def test_breaks_are_chosen_among_the_types_that_have_a_label(admin_client: Client) -> None:
    row = WebApplication.objects.get(is_default=True)
    address = f"/admin/portal/webapplication/{row.pk}/change/"
    assert "Keynote (100000001)" in _offered(admin_client, address)
    OptionLabel.objects.create(application=row, kind="session_type", number=100000006, label="Pause")
    assert "Pause (100000006)" in _offered(admin_client, address)

    data = form_data(admin_client.get(address)) | {FIELD: ["100000006"]}
    assert errors(admin_client.post(address, data)) == {}
    row.refresh_from_db()
    assert row.break_session_types == [100000006]


def test_a_type_that_lost_its_label_stays_chosen_and_can_be_taken_away(admin_client: Client) -> None:
    row = WebApplication.objects.get(is_default=True)
    row.break_session_types = [100000042]
    row.save()
    address = f"/admin/portal/webapplication/{row.pk}/change/"
    assert "100000042" in _offered(admin_client, address)

    data = form_data(admin_client.get(address))
    assert data[FIELD] == [100000042]
    assert errors(admin_client.post(address, data | {FIELD: []})) == {}
    row.refresh_from_db()
    assert row.break_session_types == []


def test_a_number_that_is_not_offered_is_refused(admin_client: Client) -> None:
    row = WebApplication.objects.get(is_default=True)
    address = f"/admin/portal/webapplication/{row.pk}/change/"
    data = form_data(admin_client.get(address)) | {FIELD: ["7"]}
    assert list(errors(admin_client.post(address, data))) == [FIELD]
