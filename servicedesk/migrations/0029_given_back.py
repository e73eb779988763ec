"""Since when an order that came back waits for the desk, in the question's own row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0028_ticket_skill")]

    operations = [
        migrations.AddField(
            model_name="ticket", name="given_back_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
