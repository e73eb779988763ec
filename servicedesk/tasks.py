"""What Celery runs for the desk."""

from celery import shared_task

from servicedesk.services import deliveries, going_over, held, sleeping


@shared_task
def deliver_due() -> int:
    """Bring what is due to its readers. Safe late, twice or together: each delivery is claimed first."""
    return deliveries.deliver_due()


@shared_task
def release_due() -> int:
    """Send what has waited long enough. Safe late, twice or together: who sends holds the row."""
    return held.release_due()


@shared_task
def wake_due() -> int:
    """Bring back what was out of sight long enough. Safe late, twice or together: who wakes holds the row."""
    return sleeping.wake_due()


@shared_task
def hand_over_due() -> int:
    """Hand over what is with units that closed. Safe late, twice or together: who moves a question holds its row."""
    return going_over.hand_over_due()
