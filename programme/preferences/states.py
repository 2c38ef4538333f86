"""What a person may choose: how news of each topic come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """Kinds of news as a person understands them."""

    MILESTONES = "milestones", _("Due days of our milestones")
    ANSWERS = "answers", _("Answers to our progress reports")
    APPLICATIONS = "applications", _("My applications: answers, and drafts that are not sent")
    PEOPLE = "people", _("Requests to act for a company, and the answers")
    TUTOR = "tutor", _("A company and its tutor")
    REVIEWS = "reviews", _("Progress reports that wait for my answer")
    ADMISSIONS = "admissions", _("Applications that wait for my answer")


class Delivery(models.TextChoices):
    """How news reach a person. Whatever is chosen, they stand in the list of notices."""

    MAIL = "mail", _("Mail at once")
    BELL = "bell", _("No mail, only the bell")
    WEEKLY = "weekly", _("One mail a week")


# What holds for whoever has chosen nothing.
USUAL = Delivery.MAIL
