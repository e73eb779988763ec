"""What a product is called, apart from all that it is found by; neither belongs to its history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_trigram")]

    operations = [
        migrations.RemoveField(model_name="historicalproduct", name="search_text"),
        migrations.AddField(
            model_name="product",
            name="search_names",
            field=models.TextField(blank=True, editable=False, default=""),
            preserve_default=False,
        ),
    ]
