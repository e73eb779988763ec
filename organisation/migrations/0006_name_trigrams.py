"""On PostgreSQL an index brings the names that look most like what was typed, nearest first."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

INDEX = "organisation_user_name_trigrams"


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # GiST, because GIN can't bring them by distance.
        schema_editor.execute(f"CREATE INDEX {INDEX} ON organisation_user USING gist (name gist_trgm_ops)")


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("organisation", "0005_guest_group")]

    operations = [TrigramExtension(), migrations.RunPython(add_index, drop_index)]
