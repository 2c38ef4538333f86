"""Index of the content that is edited in three languages."""

from modeltranslation.translator import TranslationOptions, register

from programme.models import Indicator, MilestoneTemplate, Programme, Target


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name", "label", "funding_statement")


@register(Target)
class TargetTranslation(TranslationOptions):
    fields = ("title",)


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("name",)


@register(MilestoneTemplate)
class MilestoneTemplateTranslation(TranslationOptions):
    fields = ("title", "guidance")
