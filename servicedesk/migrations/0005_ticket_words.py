"""The words that a ticket is found by."""

import django.db.models.deletion
from django.db import migrations, models

import servicedesk.models.words


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0004_guard_log_deletes")]

    operations = [
        migrations.CreateModel(
            name="TicketWords",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="servicedesk.ticket",
                    ),
                ),
                ("public", servicedesk.models.words.WordsField(blank=True)),
                ("inside", servicedesk.models.words.WordsField(blank=True)),
            ],
            options={"verbose_name_plural": "ticket words"},
        ),
    ]
