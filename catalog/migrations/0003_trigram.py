"""PostgreSQL compares words by their trigrams; elsewhere this does nothing."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_initial")]

    operations = [TrigramExtension()]
