"""Marks the jobs of the uploads that visitors have sent so far."""

from django.db import migrations


def mark(apps, schema_editor):
    submissions = apps.get_model("classification", "Submission").objects.filter(uploader=None)
    apps.get_model("jobs", "Job").objects.filter(id__in=submissions.values("job")).update(of_visitor=True)


class Migration(migrations.Migration):
    dependencies = [("classification", "0002_retracted_labels"), ("jobs", "0003_of_visitor")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
