"""``manage.py erase_registrations``: erases what people filled in once its time is over. The worker does so hourly."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.services.registration import erasing


class Command(BaseCommand):
    help = (
        "Erase names and answers of registrations whose time is over, unfinished forms and old counts. "
        "What is still to be sent is never touched. Running it twice changes nothing more."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        erased = erasing.erase_expired()
        self.stdout.write(
            f"Erased: {erased.registrations} registrations, {erased.undecided} nobody decided about, "
            f"{erased.drafts} unfinished forms, {erased.counters} counts."
        )
