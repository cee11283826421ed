"""The platform's settings for tests: a home of its own, quick hashes of passwords, letters kept in memory.

SQLite, or PostgreSQL where CENTRICITY_TEST_DATABASE is ``postgres``.
"""

import atexit
import os
import shutil
import tempfile

os.environ["CENTRICITY_LOCAL"] = "1"
os.environ["CENTRICITY_HOME"] = tempfile.mkdtemp(prefix="centricity-")
os.environ["DATABASE_URL"] = ""
if os.environ.get("CENTRICITY_TEST_DATABASE") == "postgres":
    from web_postgres import server

    os.environ["DATABASE_URL"] = server()

from centricity.web.settings import *  # noqa: F403
from centricity.web.settings import DATABASES, HOME

atexit.register(shutil.rmtree, HOME, ignore_errors=True)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(HOME)}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ANSWERS_A_MINUTE = ANSWERS_AN_HOUR = 0
(HOME / "static").mkdir()
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_{os.getpid()}"}
