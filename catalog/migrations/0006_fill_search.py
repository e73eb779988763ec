"""Fill what products are found by, for those that were published before it was kept like this."""

from django.db import migrations

from catalog.definition import Definition
from catalog.matching import search_names, search_text


def fill(apps, schema_editor):
    products = apps.get_model("catalog", "Product").objects.filter(search_names="", current__isnull=False)
    for product in products.select_related("current"):
        definition = Definition.from_dict(product.current.definition)
        product.search_names, product.search_text = search_names(definition), search_text(definition)
        product.save(update_fields=["search_names", "search_text"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_search_index")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
