"""Which jobs visitors asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_run_after")]

    operations = [
        migrations.AddField(model_name="job", name="of_visitor", field=models.BooleanField(default=False))
    ]
