"""SQLite makes a table anew when a column or a constraint changes, and forgets where its numbers began."""

from django.db import migrations

STARTS = {"servicedesk_ticket": 10000, "servicedesk_workorder": 3000}


def start_numbers(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for table, last in STARTS.items():
            cursor.execute("UPDATE sqlite_sequence SET seq = MAX(seq, %s) WHERE name = %s", [last, table])
            if not cursor.rowcount:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0026_unread_notices")]

    operations = [migrations.RunPython(start_numbers, migrations.RunPython.noop)]
