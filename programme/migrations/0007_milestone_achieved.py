"""Keeps with a milestone when it was achieved: the moment at which a report that completes it was first accepted."""

from django.db import migrations, models
from django.db.models import Min, OuterRef, Subquery


def fill(apps, schema_editor):
    """From the answers; a milestone that no accepted sending completes stays open."""
    Decision, Milestone = apps.get_model("programme", "Decision"), apps.get_model("programme", "Milestone")
    accepted = Decision.objects.filter(
        verdict="accepted", sending__completes=True, sending__report__milestone=OuterRef("pk")
    )
    first = accepted.order_by().values("sending__report__milestone").annotate(at=Min("decided_at")).values("at")
    Milestone.objects.update(achieved_at=Subquery(first))


class Migration(migrations.Migration):
    atomic = True
    dependencies = [("programme", "0006_one_mail_on_several_notices")]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="achieved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="achieved"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(("achieved_at", None), ("dropped_at", None)),
                fields=["due_on", "id"],
                name="milestone_open_by_due_day",
            ),
        ),
    ]
