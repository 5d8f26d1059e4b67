"""Compress pages that are large enough to gain by it."""

from django.middleware.gzip import GZipMiddleware


class CompressPages(GZipMiddleware):
    """Gzip with a random padding against BREACH (Django's own), for HTML and JSON answers."""

    max_random_bytes = 64
