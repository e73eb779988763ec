"""What Celery runs for routing."""

from celery import shared_task

from routing.services import starting


@shared_task
def start_due() -> int:
    """Let begin what was planned for now. Safe late, twice or together: who starts holds the rows."""
    return starting.start_due()
