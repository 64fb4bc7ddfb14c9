"""Settings of the Django project. Every value comes from the environment; docs/configuration.md lists them all.

Units stand in the names: ``_S`` seconds, ``_BYTES`` bytes.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from events_site import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_file(BASE_DIR / ".env")
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# --- The events API -------------------------------------------------------------------------------------------------
# These fill the default web application where the admin has left a field empty.
EVENTS_API_ENDPOINT = env.text("EVENTS_API_ENDPOINT").strip()
EVENTS_API_TOKEN = env.text("EVENTS_API_TOKEN")
EVENTS_API_ORIGIN = env.text("EVENTS_API_ORIGIN").strip().rstrip("/")
# Version added to a bare outbound endpoint.
EVENTS_API_VERSION = env.text("EVENTS_API_VERSION", "v2.0").strip()
# Further hosts an administrator may enter as endpoint, besides *.dynamics.com.
EVENTS_API_ALLOWED_HOSTS = env.names("EVENTS_API_ALLOWED_HOSTS")
# Certificates of an own authority, a file in PEM form.
EVENTS_API_CA_BUNDLE = env.text("EVENTS_API_CA_BUNDLE").strip() or None
# Permits plain http to exactly the loopback address of EVENTS_API_ENDPOINT (or of the simulator).
EVENTS_API_ALLOW_LOOPBACK = env.flag("EVENTS_API_ALLOW_LOOPBACK", default=False)
# The simulator that `make run` started; used only while no endpoint is configured.
SIMULATOR_ENDPOINT = env.text("SIMULATOR_ENDPOINT").strip()
SIMULATOR_TOKEN = env.text("SIMULATOR_TOKEN")
SIMULATOR_ORIGIN = env.text("SIMULATOR_ORIGIN").strip().rstrip("/")

# Total time one exchange may take: while a visitor waits, and in the background.
EVENTS_API_REQUEST_DEADLINE_S = env.number("EVENTS_API_REQUEST_DEADLINE_S", 3)
EVENTS_API_REFRESH_DEADLINE_S = env.number("EVENTS_API_REFRESH_DEADLINE_S", 10)
# How long a visitor waits for a newer copy when an old one exists.
EVENTS_API_OLD_COPY_WAIT_S = env.number("EVENTS_API_OLD_COPY_WAIT_S", 1.5)
# How long a number of registrations is fresh, unless the site has all its answers be renewed sooner.
EVENTS_API_COUNT_FRESH_S = env.number("EVENTS_API_COUNT_FRESH_S", 20)
# Exchanges at the same time, per process.
EVENTS_API_CONCURRENCY = int(env.number("EVENTS_API_CONCURRENCY", 8))
# Exchanges of all processes together, for each web application; when more are under way, copies are not renewed. The
# platform refuses more than 52.
EVENTS_API_TOTAL_CONCURRENCY = int(env.number("EVENTS_API_TOTAL_CONCURRENCY", 40))
# Calls in five minutes, for each web application, of all processes together. The platform refuses more than 6,000.
EVENTS_API_CALL_BUDGET = int(env.number("EVENTS_API_CALL_BUDGET", 5000))

# --- Registrations --------------------------------------------------------------------------------------------------
# Total time one registration may take to send; a shorter one turns good registrations uncertain.
REGISTRATION_DEADLINE_S = env.number("REGISTRATION_DEADLINE_S", 15)
# How long a process owns a registration it sends; what it has not finished then is taken up by others.
REGISTRATION_LEASE_S = env.number("REGISTRATION_LEASE_S", 60)
# How long a visitor waits for the outcome, and how many registrations a process sends at the same time meanwhile.
REGISTRATION_WAIT_S = env.number("REGISTRATION_WAIT_S", 5)
REGISTRATION_CONCURRENCY = int(env.number("REGISTRATION_CONCURRENCY", 4))
# At most so many a second are sent by one worker, so that a backlog does not overrun the API.
REGISTRATION_RATE_PER_S = env.number("REGISTRATION_RATE_PER_S", 5)

# --- Security -------------------------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY or len(SECRET_KEY) < 32 or SECRET_KEY.startswith(("$", "django-insecure")):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing, a default or shorter than 32 characters. "
        'Make one with: python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
FIELD_ENCRYPTION_KEYS = env.names("FIELD_ENCRYPTION_KEYS")
try:
    FIELD_ENCRYPTION_KEYS_VALID = bool(FIELD_ENCRYPTION_KEYS) and all(Fernet(key) for key in FIELD_ENCRYPTION_KEYS)
except ValueError:
    FIELD_ENCRYPTION_KEYS_VALID = False
if not FIELD_ENCRYPTION_KEYS_VALID:
    raise ImproperlyConfigured(
        "FIELD_ENCRYPTION_KEYS is missing or not a comma-separated list of Fernet keys, newest first. Make one with: "
        'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
    )
if DEBUG and EVENTS_API_ENDPOINT and urlsplit(EVENTS_API_ENDPOINT).hostname not in {"localhost", "127.0.0.1", "::1"}:
    raise ImproperlyConfigured("DEBUG is on while a real endpoint is configured. Its error pages would show the token.")

# True behind https, which is where the portal belongs; `make run` switches it off for http://127.0.0.1.
SITE_HTTPS = env.flag("SITE_HTTPS", default=True)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
for _origin in (EVENTS_API_ORIGIN, SIMULATOR_ORIGIN):
    if (_host := urlsplit(_origin).hostname) and _host not in ALLOWED_HOSTS:
        ALLOWED_HOSTS.append(_host)
# Set behind a proxy that overwrites X-Forwarded-Proto itself.
TRUST_X_FORWARDED_PROTO = env.flag("TRUST_X_FORWARDED_PROTO", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_X_FORWARDED_PROTO else None
# How many proxies of ours stand in front; each adds the address it was called from to X-Forwarded-For.
TRUSTED_PROXY_COUNT = int(env.number("TRUSTED_PROXY_COUNT", 0))
SECURE_SSL_REDIRECT = SITE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SITE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_HTTPS
SECURE_HSTS_PRELOAD = SITE_HTTPS
SECURE_REFERRER_POLICY = "same-origin"  # never no-referrer: Chromium then posts forms with "Origin: null"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if SITE_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SITE_HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
}
# Brute force against the admin: the pair of user name and address is locked, so nobody can lock the admin out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "portal.views.visitors.client_address"
AXES_VERBOSE = False

# --- Application ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "portal.apps.SignInProtectionConfig",
    "portal.apps.PortalConfig",
]
MIDDLEWARE = [
    "portal.middleware.SecurityHeadersMiddleware",
    "portal.middleware.WebApplicationMiddleware",
    "portal.middleware.LanguageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ROOT_URLCONF = "events_site.urls"
WSGI_APPLICATION = "events_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.site",
            ],
        },
    },
]
APPEND_SLASH = True
CSRF_FAILURE_VIEW = "portal.views.registration.stale.csrf_failed"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Storage --------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 5,
        "transaction_mode": "IMMEDIATE",
        # FULL: a commit is a promise; NORMAL can lose the last one when the power goes.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- Pages kept as bytes (docs/adr/0013) -----------------------------------------------------------------------------
# In each process. While DEBUG is on, none are kept, so that an edited template shows at once.
PAGE_STORE_BYTES = int(env.number("PAGE_STORE_BYTES", 0 if DEBUG else 16 * 1024 * 1024))
PAGE_STORE_PAGES = int(env.number("PAGE_STORE_PAGES", 4000))
# Bytes of speaker pictures and sponsor logos kept in the database.
PICTURE_STORE_BYTES = int(env.number("PICTURE_STORE_BYTES", 512 * 1024 * 1024))

# --- Language and time ----------------------------------------------------------------------------------------------
# Those whose catalogue below LOCALE_PATHS is complete, in their own names. docs/languages.md tells how to add one.
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt-br", "Português (Brasil)"),
    ("sv", "Svenska"),
    ("he", "עברית"),
    ("ar", "العربية"),
    ("ja", "日本語"),
]
# The language of addresses without a prefix.
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en").strip().lower()
if LANGUAGE_CODE not in dict(LANGUAGES):
    raise ImproperlyConfigured(f"LANGUAGE_CODE must be one of {', '.join(dict(LANGUAGES))}.")
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Logs: facts about the call, never an address with its query, a header or a body ---------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JSONFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        # urllib3 writes whole addresses, token included, at DEBUG and WARNING.
        "urllib3": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
