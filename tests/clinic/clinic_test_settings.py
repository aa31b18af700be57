"""Django's settings under test: keys of zeros, a temporary folder, SQLite in a file or the PostgreSQL that is named.

TEST_POSTGRES_URL names a server on which the tests may make databases; without it they run on SQLite.
"""

from __future__ import annotations

import base64
import os
import tempfile

FOLDER = tempfile.mkdtemp(prefix="needlepoint-clinic-")
os.mkdir(f"{FOLDER}/static")  # where a server collects its static files; WhiteNoise looks for it
ZEROS = base64.b64encode(bytes(32)).decode()
os.environ.update(
    NEEDLEPOINT_SECRET_KEY="test-" * 20,
    NEEDLEPOINT_IDENTITY_KEYS=f"k1:{ZEROS}",
    NEEDLEPOINT_SEARCH_KEY=ZEROS,
    NEEDLEPOINT_DATA_DIR=FOLDER,
    NEEDLEPOINT_HTTPS="0",
    NEEDLEPOINT_HOSTS="testserver,localhost,127.0.0.1",
    NEEDLEPOINT_TIME_ZONE="UTC",
    NEEDLEPOINT_DEMO="0",
    DATABASE_URL=os.environ.get("TEST_POSTGRES_URL", ""),
)

from needlepoint_clinic.settings import *  # noqa: E402, F403

if "sqlite" in str(DATABASES["default"]["ENGINE"]):  # noqa: F405
    # A file as in a clinic, not memory: locks, WAL and full disks behave as they will there.
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER}/test.sqlite3"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; the real one is Django's own default
STORAGES = {  # no manifest: the tests collect no static files
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
