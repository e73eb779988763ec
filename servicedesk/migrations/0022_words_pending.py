"""What the index of words has still to sort in stays short: nobody's save has to do much of it, no search to read it."""

from django.db import migrations

INDEXES = ("servicedesk_ticketwords_public", "servicedesk_ticketwords_inside")


def set_limit(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEXES:
            schema_editor.execute(f"ALTER INDEX {index} SET (gin_pending_list_limit = 256)")


def reset_limit(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEXES:
            schema_editor.execute(f"ALTER INDEX {index} RESET (gin_pending_list_limit)")


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0021_macros")]

    operations = [migrations.RunPython(set_limit, reset_limit)]
