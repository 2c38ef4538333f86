"""The run stands on the database that it says."""

import os
import threading

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_tests_run_on_the_database_that_was_asked_for() -> None:
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[os.environ["TEST_DB"]]


@pytest.mark.django_db
def test_sqlite_is_a_file_in_wal_mode_whose_writers_wait() -> None:
    if connection.vendor != "sqlite":
        assert connection.pg_version >= 140000
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20000,)
    assert "memory" not in str(connection.settings_dict["NAME"])
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_the_same_tables() -> None:
    tables: list[list[str]] = []

    def look() -> None:
        tables.append(connection.introspection.table_names())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert tables == [connection.introspection.table_names()]
    assert "companies_company" in tables[0]


@pytest.mark.trigram
@pytest.mark.django_db
def test_the_search_index_has_its_trigrams() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert "pg_trgm" in {name for (name,) in cursor.fetchall()}
