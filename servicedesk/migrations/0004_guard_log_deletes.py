"""The database itself refuses to remove from the log as well."""

from django.db import migrations

POSTGRESQL = """
DROP TRIGGER IF EXISTS servicedesk_event_no_delete ON servicedesk_event;
CREATE TRIGGER servicedesk_event_no_delete BEFORE DELETE ON servicedesk_event
    FOR EACH ROW EXECUTE FUNCTION servicedesk_event_is_append_only();
"""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS servicedesk_event_no_delete BEFORE DELETE ON servicedesk_event
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
"""


def guard_log(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def unguard_log(apps, schema_editor):
    where = " ON servicedesk_event" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS servicedesk_event_no_delete{where}")


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0003_notices")]

    operations = [migrations.RunPython(guard_log, unguard_log)]
