"""The row an administrator edits: a registered origin with its token, and how its site looks and behaves."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.events_api.secret import Secret
from portal.models.encryption import decrypt, encrypt
from portal.models.fields import HTTPSURLField

MAX_PAGE_CHARACTERS = 40_000  # of a legal page


class WebApplication(models.Model):
    """One web application of the events API.

    Fields of the connection may be empty in the default row: the environment fills them (services/applications.py).
    """

    class Dialect(models.TextChoices):
        FROM_ENDPOINT = "", _("Found from the endpoint")
        OUTBOUND = "outbound-v2", _("Outbound events API (v2.0)")
        REALTIME = "realtime-v1", _("Real-time events API (v1.0)")

    class RegistrationForm(models.TextChoices):
        OURS = "ours", _("This site's form")
        EMBED = "embed", _("Microsoft's form, embedded")
        LINK = "link", _("A link to the event's public address")

    name = models.CharField(_("name"), max_length=100, help_text=_("For your own orientation; visitors do not see it."))
    is_default = models.BooleanField(
        _("default"),
        default=False,
        help_text=_("Serves every visitor whose address matches no other web application. One must be the default."),
    )

    endpoint = models.CharField(
        _("endpoint"),
        max_length=300,
        blank=True,
        help_text=_(
            "The address shown as “Endpoint” in the web application record in Dynamics 365, for example "
            "https://0123….svc.dynamics.com or https://public-eur.mkt.dynamics.com/api/v1.0/orgs/…/eventmanagement."
        ),
    )
    token_encrypted = models.TextField(editable=False, blank=True)
    token_ending = models.CharField(editable=False, max_length=4, blank=True)
    origin = models.CharField(
        _("origin"),
        max_length=200,
        blank=True,
        help_text=_(
            "The public address of this site, exactly as registered in Dynamics 365: https, host and, if any, port. "
            "No path and no slash at the end, for example https://events.example.org."
        ),
    )
    dialect = models.CharField(
        _("generation of the API"),
        max_length=20,
        blank=True,
        choices=Dialect.choices,
        default=Dialect.FROM_ENDPOINT,
        help_text=_("Leave this as it is unless your endpoint goes through an address of your own."),
    )
    api_version = models.CharField(
        _("API version"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^v\d+\.\d+$", _("Enter a version like v2.0."))],
        help_text=_("Added to an outbound endpoint that is only a host name. Empty means v2.0."),
    )
    webapp_id = models.UUIDField(
        _("web application id"),
        null=True,
        blank=True,
        help_text=_(
            "Real-time only: show just the events published to this web application. If the list stays empty, "
            "leave this blank: Dynamics then lists every live event."
        ),
    )
    business_unit_id = models.UUIDField(
        _("business unit id"),
        null=True,
        blank=True,
        help_text=_("Real-time only: show just the events of one business unit."),
    )

    site_title = models.CharField(
        _("site title"), max_length=100, blank=True, help_text=_("Shown in the header of every page.")
    )
    introduction = models.TextField(
        _("introduction"), blank=True, max_length=600, help_text=_("One or two sentences above the list of events.")
    )
    brand_colour = models.CharField(
        _("brand colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Enter a colour like #1a5fb4."))],
        help_text=_("Used for links and buttons. Shades that are too pale to read are darkened automatically."),
    )
    contact_name = models.CharField(
        _("organiser"),
        max_length=100,
        blank=True,
        help_text=_("Who runs these events, shown at the foot of each page."),
    )
    contact_email = models.EmailField(
        _("contact e-mail"), blank=True, help_text=_("Where visitors can ask for help, shown at the foot of each page.")
    )
    contact_phone = models.CharField(_("contact telephone"), max_length=40, blank=True)
    contact_address = models.TextField(_("postal address"), max_length=300, blank=True)
    header_text = models.CharField(
        _("header text"), max_length=120, blank=True, help_text=_("A few words beside the logo or the site title.")
    )
    footer_text = models.CharField(_("footer text"), max_length=300, blank=True)
    content_language = models.CharField(
        _("language of your texts"),
        max_length=16,
        blank=True,
        help_text=_("The language in which you write titles, texts and labels here, so that it is read out rightly."),
    )
    languages = models.JSONField(  # codes of settings.LANGUAGES; empty: all
        _("languages of the site"), default=list, blank=True, help_text=_("Without any choice, all are offered.")
    )
    imprint_url = HTTPSURLField(_("imprint on another site"), blank=True)
    imprint_page = models.TextField(_("imprint"), blank=True, max_length=MAX_PAGE_CHARACTERS)
    privacy_page = models.TextField(_("privacy notice"), blank=True, max_length=MAX_PAGE_CHARACTERS)
    cookies_url = HTTPSURLField(_("notice about cookies on another site"), blank=True)
    cookies_page = models.TextField(_("notice about cookies"), blank=True, max_length=MAX_PAGE_CHARACTERS)
    accessibility_url = HTTPSURLField(_("accessibility statement on another site"), blank=True)
    accessibility_page = models.TextField(_("accessibility statement"), blank=True, max_length=MAX_PAGE_CHARACTERS)
    show_speakers = models.BooleanField(
        _("pages of speakers"), default=True, help_text=_("Switched off, sessions still name who speaks.")
    )
    show_sponsors = models.BooleanField(_("sponsors"), default=True)
    show_room_grid = models.BooleanField(_("schedule by room"), default=True)
    currency_code = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Enter a code of three letters like EUR."))],
        help_text=_(
            "Dynamics delivers prices with a sign only, and “$” is many currencies. "
            "Search engines show prices once this code, such as EUR, is known."
        ),
    )
    embed_hosts = models.TextField(
        _("sites that may embed the events"),
        blank=True,
        help_text=_(
            "Your other web sites that show the list of events or a schedule within their own pages. One host name a "
            "line, for example www.example.org. Without any, nothing can be embedded. Forms never can."
        ),
    )
    banner_hosts = models.TextField(
        _("hosts of event banners"),
        blank=True,
        help_text=_(
            "Event banners are shown straight from the host that stores them. One host name a line, for example "
            "assets-eur.mkt.dynamics.com. Banners of other hosts are left out. These hosts see visitors' addresses."
        ),
    )

    fresh_s = models.PositiveIntegerField(
        _("fresh for (seconds)"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(86_400)],
        help_text=_("A stored answer younger than this is shown without asking Dynamics."),
    )
    stale_s = models.PositiveIntegerField(
        _("usable for (seconds)"),
        default=600,
        validators=[MinValueValidator(10), MaxValueValidator(7 * 86_400)],
        help_text=_(
            "Until this age a stored answer is shown at once and renewed in the background. "
            "An older one is renewed first; if Dynamics does not answer, it is shown with its age."
        ),
    )
    picture_fresh_s = models.PositiveIntegerField(
        _("pictures fresh for (seconds)"),
        default=6 * 3600,
        validators=[MinValueValidator(60), MaxValueValidator(30 * 86_400)],
        help_text=_("How long speaker pictures and sponsor logos are kept before Dynamics is asked for newer ones."),
    )
    events_per_page = models.PositiveSmallIntegerField(
        _("events on a page"), default=20, validators=[MinValueValidator(5), MaxValueValidator(100)]
    )
    few_places_threshold = models.PositiveSmallIntegerField(
        _("“few places left” from"),
        default=10,
        help_text=_("The number of places left from which an event says so. 0 switches the hint off."),
    )
    session_track_field = models.CharField(
        _("session field that names the track"),
        max_length=100,
        blank=True,
        help_text=_(
            "Real-time does not say which track a session belongs to. If your sessions carry it in a custom field that "
            "is published through the website table configuration, enter its logical name, for example contoso_track."
        ),
    )
    break_session_types = models.JSONField(  # numbers of the option set; empty: no session is a break
        _("types of session that are breaks"),
        default=list,
        blank=True,
        help_text=_(
            "Lunch, coffee and the like: shown as quiet rows across all rooms. Types that you added in Dynamics 365 "
            "can be chosen once they have a label under “Labels of numbers”."
        ),
    )
    allow_indexing = models.BooleanField(
        _("let search engines list this site"), default=True, help_text=_("Switch this off for a test site.")
    )
    registration_form = models.CharField(
        _("events with a Microsoft form"),
        max_length=10,
        choices=RegistrationForm.choices,
        default=RegistrationForm.OURS,
        help_text=_("What visitors get for events to which a form was attached in Dynamics 365."),
    )
    organiser_sends_email = models.BooleanField(
        _("we send an e-mail after registration"),
        default=False,
        help_text=_("Only then do receipts promise one."),
    )
    privacy_url = HTTPSURLField(_("privacy notice on another site"), blank=True)
    privacy_text = models.CharField(
        _("about personal data"),
        max_length=600,
        blank=True,
        help_text=_("Who processes the data, why and for how long. Shown beside the button that sends a registration."),
    )
    max_attendees = models.PositiveSmallIntegerField(
        _("people in one registration"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("At most; the outbound API refuses more than 50."),
    )
    refuse_clashes = models.BooleanField(
        _("refuse sessions at the same time"), default=False, help_text=_("Otherwise people are only warned.")
    )
    payment_hosts = models.TextField(
        _("payment hosts"),
        blank=True,
        help_text=_("Visitors are led to pay at these hosts only. One host name a line, for example pay.example.com."),
    )
    payment_page = HTTPSURLField(
        _("payment page"),
        blank=True,
        help_text=_(
            "Used when Dynamics names no payment page. The purchase id is added as purchaseId. "
            "Its host must be among the payment hosts."
        ),
    )
    offer_demo_payment = models.BooleanField(
        _("offer demo payment"),
        default=False,
        help_text=_("For trials: works only where Dynamics 365 has “Enable demo payment confirmation” switched on."),
    )
    allow_captcha_script = models.BooleanField(
        _("show Microsoft's captcha"),
        default=False,
        help_text=_(
            "Outbound events that ask for a captcha need a script from Microsoft, which runs on the page that sends a "
            "registration, and on that page only. Without it, such events cannot be registered for here."
        ),
    )
    draft_hours = models.PositiveSmallIntegerField(
        _("unfinished forms kept for (hours)"), default=24, validators=[MinValueValidator(1), MaxValueValidator(168)]
    )
    retention_days = models.PositiveSmallIntegerField(
        _("delivered registrations kept for (days)"),
        default=30,
        help_text=_("After that, names and answers are erased here. Dynamics 365 keeps its own."),
    )
    undecided_days = models.PositiveSmallIntegerField(
        _("undelivered registrations kept for (days)"),
        default=90,
        validators=[MinValueValidator(7)],
        help_text=_("Waiting for a decision of yours. You are warned before they are erased."),
    )
    posts_per_minute = models.PositiveSmallIntegerField(
        _("registrations a minute from one address"),
        default=20,
        validators=[MinValueValidator(1)],
        help_text=_("More are asked to wait. Offices share one address, so do not set this too low."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("web application")
        verbose_name_plural = _("web applications")
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_web_application"
            ),
            models.UniqueConstraint(
                fields=["origin"], condition=~models.Q(origin=""), name="one_web_application_per_origin"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def set_token(self, token: str) -> None:
        """Keep a new token, encrypted; an empty one removes it. Shown later: its last four characters only."""
        self.token_encrypted = encrypt(token) if token else ""
        self.token_ending = token[-4:] if len(token) >= 12 else ""

    def token(self) -> Secret | None:
        """The token, or None when the row has none.

        Raises CannotDecrypt.
        """
        return Secret(decrypt(self.token_encrypted)) if self.token_encrypted else None

    def make_default(self) -> None:
        """Make this stored row the default in place of the present one, in one transaction."""
        rows = type(self).objects
        with transaction.atomic():
            list(rows.select_for_update().order_by("pk").values_list("pk"))  # two at once wait for each other
            now = timezone.now()
            rows.filter(is_default=True).exclude(pk=self.pk).update(is_default=False, updated_at=now)
            rows.filter(pk=self.pk).update(is_default=True, updated_at=now)
        self.is_default = True
