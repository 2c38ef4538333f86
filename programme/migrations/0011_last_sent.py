"""Fills with each company the moment at which it last sent a report."""

from django.db import migrations
from django.db.models import Max


def fill(apps, schema_editor):
    Company, Sending = apps.get_model("companies", "Company"), apps.get_model("programme", "Sending")
    company = "report__milestone__participation__company"
    last = Sending.objects.order_by().values_list(company).annotate(at=Max("sent_at"))
    rows = [Company(pk=pk, last_sent_at=at) for pk, at in last]
    Company.objects.bulk_update(rows, ["last_sent_at"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("programme", "0010_kept_reports"), ("companies", "0106_company_last_sent")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
