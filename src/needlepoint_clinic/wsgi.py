"""The WSGI application, for a server that imports it (``needlepoint serve`` does)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needlepoint_clinic.settings")
application = get_wsgi_application()
