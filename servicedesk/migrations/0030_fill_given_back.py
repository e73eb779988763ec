"""Say of the questions that have an order that came back since when."""

from django.db import migrations
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    orders = apps.get_model("servicedesk", "WorkOrder").objects.filter(state="returned")
    events = apps.get_model("servicedesk", "Event").objects.filter(
        ticket=OuterRef("pk"), verb="order_returned", work_order__in=orders.values("pk")
    )
    at = events.order_by().values("ticket").annotate(last=Max("at")).values("last")
    tickets = apps.get_model("servicedesk", "Ticket").objects.filter(
        pk__in=orders.values("ticket"), state__in=["new", "in_progress", "waiting"], given_back_at=None
    )
    tickets.update(given_back_at=Coalesce(Subquery(at), F("changed_at")))


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0029_given_back")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
