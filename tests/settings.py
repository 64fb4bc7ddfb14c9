"""The production settings with the environment a test needs; nothing else differs."""

import os

os.environ.update(
    {
        "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "FIELD_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1,events.example.org,other.example.org",
        "EVENTS_API_ALLOW_LOOPBACK": "1",
        "SITE_HTTPS": os.environ.get("SITE_HTTPS", "0"),
        "DEBUG": "0",
    }
)
for _name in ("EVENTS_API_ENDPOINT", "EVENTS_API_TOKEN", "EVENTS_API_ORIGIN", "SIMULATOR_ENDPOINT"):
    os.environ[_name] = ""  # not deleted: a developer's .env would fill it
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")

from events_site.settings import *  # noqa: E402, F403, TID251 -- the test settings are the settings, after the environment
from events_site.settings import DATABASES, VAR_DIR  # noqa: E402, TID251 -- likewise

STATIC_ROOT = VAR_DIR / "test" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
# A file, not memory: background threads open connections of their own. One for each run, so that two may run at once.
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    _options = DATABASES["default"]["OPTIONS"]
    assert isinstance(_options, dict)
    _options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # no test cuts the power
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test" / f"portal-{os.getpid()}.sqlite3"}
# Without collectstatic; one test of its own runs it with the real storage.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
