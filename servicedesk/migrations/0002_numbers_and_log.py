"""Ticket numbers start at M-10001 and order numbers at W-3001; the database itself refuses to change the log."""

from django.db import migrations

STARTS = {"servicedesk_ticket": 10000, "servicedesk_workorder": 3000}


def start_numbers(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table, last in STARTS.items():
            if schema_editor.connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), GREATEST(%s, (SELECT COALESCE(MAX(id), 0)"
                    f" FROM {table})))",
                    [table, last],
                )
            else:
                # A table that was altered has a row already, with the number 0.
                cursor.execute("UPDATE sqlite_sequence SET seq = MAX(seq, %s) WHERE name = %s", [last, table])
                if not cursor.rowcount:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


POSTGRESQL = """
CREATE OR REPLACE FUNCTION servicedesk_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER IF EXISTS servicedesk_event_append_only ON servicedesk_event;
CREATE TRIGGER servicedesk_event_append_only BEFORE UPDATE ON servicedesk_event
    FOR EACH ROW EXECUTE FUNCTION servicedesk_event_is_append_only();
"""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS servicedesk_event_append_only BEFORE UPDATE ON servicedesk_event
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
"""


def guard_log(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def unguard_log(apps, schema_editor):
    where = " ON servicedesk_event" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS servicedesk_event_append_only{where}")


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0001_initial")]

    operations = [
        migrations.RunPython(start_numbers, migrations.RunPython.noop),
        migrations.RunPython(guard_log, unguard_log),
    ]
