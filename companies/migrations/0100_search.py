"""A trigram index on exactly what the list of companies searches, where the database has the extension."""

from django.db import migrations

INDEX = "company_search_trigram"


def add(apps, schema_editor):
    """PostgreSQL without pg_trgm, and SQLite, search without an index: right, only slower."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm' AND (installed_version IS NOT NULL"
            " OR has_database_privilege(current_database(), 'CREATE'))"
        )
        if not cursor.fetchone():
            return
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        table = schema_editor.quote_name(apps.get_model("companies", "Company")._meta.db_table)
        # `search__contains` is written as "search"::text LIKE '%word%'.
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {INDEX} ON {table} USING gin ((search::text) gin_trgm_ops)")


def remove(apps, schema_editor):
    """The extension stays: others may use it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_initial")]

    operations = [migrations.RunPython(add, remove, elidable=False)]
