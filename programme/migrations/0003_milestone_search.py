"""The searched text of milestones, and on PostgreSQL a trigram index on exactly what the lists search."""

from django.db import migrations, models

from companies.reference.rules import fold

INDEX = "milestone_search_trigram"


def index(apps, schema_editor):
    """Where the database has the extension; without it, and in SQLite, a search is right, only slower."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if not cursor.fetchone():
            return
        table = schema_editor.quote_name(apps.get_model("programme", "Milestone")._meta.db_table)
        # `search__contains` is written as "search"::text LIKE '%word%'.
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {INDEX} ON {table} USING gin ((search::text) gin_trgm_ops)")


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


def fill(apps, schema_editor):
    """The milestones that are planned already."""
    Milestone = apps.get_model("programme", "Milestone")
    rows = list(Milestone.objects.filter(search="").only("title", "search"))
    for row in rows:
        row.search = fold(row.title)[:300]
    Milestone.objects.bulk_update(rows, ["search"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_mail_hold"), ("companies", "0100_search")]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="search",
            field=models.CharField(
                blank=True, help_text="its title, folded", max_length=300, verbose_name="searched text"
            ),
        ),
        migrations.RunPython(index, unindex, elidable=False),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
