import pytest
from django.core.management import call_command

from programme.models import Indicator, MilestoneTemplate

pytestmark = pytest.mark.django_db


def test_the_shipped_catalogue_is_loaded_once_and_edits_stay(capsys):
    call_command("load_catalogue")
    assert (Indicator.objects.count(), MilestoneTemplate.objects.count()) == (15, 5)
    MilestoneTemplate.objects.filter(code="plan").update(title_it="Cambiato")
    call_command("load_catalogue")
    assert MilestoneTemplate.objects.get(code="plan").title_it == "Cambiato"
    assert "added 0 indicators and 0 milestone templates" in capsys.readouterr().out


def test_every_shipped_template_speaks_three_languages(db):
    call_command("load_catalogue")
    for row in MilestoneTemplate.objects.all():
        assert all(
            getattr(row, f"{field}_{language}") for field in ("title", "guidance") for language in ("it", "ro", "en")
        )
