"""PostgreSQL finds words by an index, as Dutch and as they are written; elsewhere this does nothing."""

from django.db import migrations

WORDS = (
    """to_tsvector('dutch'::regconfig, COALESCE("search_text", ''))"""
    """ || to_tsvector('simple'::regconfig, COALESCE("search_text", ''))"""
)


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # Products change seldom: no list of what is still to be indexed, which every search would read.
        schema_editor.execute(
            f"CREATE INDEX catalog_product_words ON catalog_product USING gin (({WORDS})) WITH (fastupdate = off)"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX catalog_product_words")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_search_names")]

    operations = [migrations.RunPython(add_index, drop_index)]
