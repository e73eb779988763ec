"""What Celery runs for the house itself."""

from celery import shared_task

from core import services


@shared_task
def tick() -> None:
    """Show that beat and a worker live."""
    services.beat("tick")
