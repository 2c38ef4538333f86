"""Index of the content that is edited in three languages."""

from modeltranslation.translator import TranslationOptions, register

from companies.models import Territory


@register(Territory)
class TerritoryTranslation(TranslationOptions):
    fields = ("name", "focus")
