"""What Celery runs for the desk."""

from celery import shared_task

from servicedesk.services import deliveries


@shared_task
def deliver_due() -> int:
    """Bring what is due to its readers. Safe late, twice or together: each delivery is claimed first."""
    return deliveries.deliver_due()
