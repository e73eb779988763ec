"""Write the normal form of the numbers that are there; running it twice changes nothing."""

from django.db import migrations

from organisation.telephone import normal


def fill(apps, schema_editor):
    for name in ("User", "Unit"):
        model = apps.get_model("organisation", name)
        changed = []
        for row in model.objects.exclude(extension="").only("pk", "extension", "phone").iterator():
            if row.phone != (phone := normal(row.extension)):
                row.phone = phone
                changed.append(row)
        model.objects.bulk_update(changed, ["phone"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_telephone")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
