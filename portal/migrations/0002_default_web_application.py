"""The default web application: there always is one, and the environment fills what it leaves empty."""

from django.db import migrations


def create_default(apps, schema_editor):
    web_applications = apps.get_model("portal", "WebApplication").objects
    if not web_applications.filter(is_default=True).exists():
        web_applications.create(name="Default", is_default=True)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [migrations.RunPython(create_default, migrations.RunPython.noop)]
