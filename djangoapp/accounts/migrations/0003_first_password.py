"""Which accounts still have the password that the demo made up for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_users_without_case")]

    operations = [
        migrations.AddField(
            model_name="user", name="has_first_password", field=models.BooleanField(default=False)
        )
    ]
