from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("companies", "0105_event_counted")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="last_sent_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last report"),
        ),
    ]
