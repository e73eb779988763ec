"""The queue of what was given back is read in its own order, like the others. Made while the desk goes on."""

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


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("servicedesk", "0030_fill_given_back")]

    operations = [
        AddIndex(
            "ticket",
            models.Index(
                fields=["resolve_by", "id"],
                name="ticket_given_back",
                condition=models.Q(("given_back_at__isnull", False)),
            ),
        ),
        migrations.RemoveIndex(model_name="workorder", name="order_returned"),
    ]
