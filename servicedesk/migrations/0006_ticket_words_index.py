"""The database indexes the words itself: as they are written, in Dutch and in English."""

from django.db import migrations

TABLE = "servicedesk_ticketwords"
POSTGRESQL = """
ALTER TABLE {table} ADD COLUMN {column}_vector tsvector GENERATED ALWAYS AS (
    to_tsvector('simple'::regconfig, {column})
    || to_tsvector('dutch'::regconfig, {column})
    || to_tsvector('english'::regconfig, {column})
) STORED;
ALTER TABLE {table} ALTER COLUMN {column}_vector SET STATISTICS 1000;
CREATE INDEX {table}_{column} ON {table} USING gin ({column}_vector);
"""
SQLITE = (
    f"CREATE VIRTUAL TABLE {TABLE}_index USING fts5(public, inside, content='{TABLE}', content_rowid='ticket_id')",
    f"""CREATE TRIGGER {TABLE}_added AFTER INSERT ON {TABLE} BEGIN
    INSERT INTO {TABLE}_index (rowid, public, inside) VALUES (new.ticket_id, new.public, new.inside);
END""",
    f"""CREATE TRIGGER {TABLE}_removed AFTER DELETE ON {TABLE} BEGIN
    INSERT INTO {TABLE}_index ({TABLE}_index, rowid, public, inside)
        VALUES ('delete', old.ticket_id, old.public, old.inside);
END""",
    f"""CREATE TRIGGER {TABLE}_changed AFTER UPDATE ON {TABLE} BEGIN
    INSERT INTO {TABLE}_index ({TABLE}_index, rowid, public, inside)
        VALUES ('delete', old.ticket_id, old.public, old.inside);
    INSERT INTO {TABLE}_index (rowid, public, inside) VALUES (new.ticket_id, new.public, new.inside);
END""",
)


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in ("public", "inside"):
            schema_editor.execute(POSTGRESQL.format(table=TABLE, column=column))
        return
    for statement in SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in ("public", "inside"):
            schema_editor.execute(f"ALTER TABLE {TABLE} DROP COLUMN {column}_vector")
        return
    for name in ("added", "removed", "changed"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}")
    schema_editor.execute(f"DROP TABLE {TABLE}_index")


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0005_ticket_words")]

    operations = [migrations.RunPython(add_index, drop_index)]
