"""All questions by their opening, for a search among all; what is open by kind and by place. Made while the desk goes on."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class AddIndex(AddIndexConcurrently):
    """Made without locking the table on PostgreSQL; elsewhere as any other."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            return super().database_forwards(app_label, schema_editor, from_state, to_state)
        return migrations.AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            return super().database_backwards(app_label, schema_editor, from_state, to_state)
        return migrations.AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


OPEN = models.Q(("state__in", ["in_progress", "new", "waiting"]))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("servicedesk", "0019_check_lists")]

    operations = [
        AddIndex("ticket", models.Index(fields=["opened_at", "id"], name="ticket_by_opening")),
        AddIndex(
            "ticket",
            models.Index(fields=["kind", "resolve_by", "id"], name="ticket_open_by_kind", condition=OPEN),
        ),
        AddIndex(
            "ticket",
            models.Index(fields=["location", "resolve_by", "id"], name="ticket_open_by_place", condition=OPEN),
        ),
    ]
