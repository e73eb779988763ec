"""The Celery application: a worker that hears of due work, and beat that rings for it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fbo.settings")

app = Celery("fbo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
