"""The web application, and with it, in the one-process default, the threads that run jobs and keep time; on the
office network also the one that hands out its certificate.
"""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dabiao.site.settings")

application = get_wsgi_application()

if settings.JOBS_IN_PROCESS:
    from dabiao.site.jobs import start_clock_thread, start_worker_thread

    start_worker_thread()
    start_clock_thread()

if settings.OFFICE_NETWORK is not None and settings.OFFICE_NETWORK.page:
    from dabiao.site.lan.handing_out import hand_out

    hand_out(settings.OFFICE_NETWORK)
