"""The kit of the pages: template tags, built into every template, that render templates/ui/."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

register = template.Library()

TONES = {
    "ok": "check-circle",
    "warn": "warning-circle",
    "late": "error",
    "info": "info-circle",
    "plain": "minus-circle",
}
# The same tones under the names that Django's messages and Bootstrap use.
ALIASES = {"success": "ok", "warning": "warn", "error": "late", "danger": "late", "debug": "plain", "": "plain"}


def tone_of(name: str) -> str:
    """One of the five tones; a name of Django or Bootstrap is translated, an unknown one is an error."""
    tone = ALIASES.get(name, name)
    if tone not in TONES:
        raise ValueError(f"There is no tone {name!r}; choose from {', '.join(TONES)}.")
    return tone


def _render(context: Context, piece: str, **values: Any) -> SafeString:
    inner = context.new(values)
    for kept in ("csrf_token", "request"):
        if kept in context:
            inner[kept] = context[kept]
    return context.template.engine.get_template(f"ui/{piece}.html").render(inner)


def _trimmed(content: str) -> SafeString:
    """The rendered content without the white space around it; stripping alone would lose that it is safe."""
    return SafeString(content.strip())


# --- pieces around a content -------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def page_head(
    context: Context, content: str, title: str, lead: str = "", back_url: str = "", back_label: str = ""
) -> SafeString:
    """The h1 of a page with its lead; the content is the buttons at its right."""
    back = {"back_url": back_url, "back_label": back_label}
    return _render(context, "page_head", title=title, lead=lead, content=_trimmed(content), **back)


@register.simple_block_tag(takes_context=True)
def card(context: Context, content: str, title: str = "", tone: str = "") -> SafeString:
    return _render(context, "card", content=content, title=title, tone=tone and tone_of(tone))


@register.simple_block_tag(takes_context=True)
def todo(
    context: Context,
    content: str,
    title: str,
    url: str,
    action: str,
    by: date | datetime | None = None,
    minutes: int | None = None,
    late: bool = False,
    late_text: str = "",
) -> SafeString:
    """One thing that waits for the reader: what, why, until when, how long it takes, and the button."""
    values = {"title": title, "url": url, "action": action, "by": by, "minutes": minutes}
    return _render(context, "todo", content=_trimmed(content), late=late, late_text=late_text, **values)


@register.simple_block_tag(takes_context=True)
def empty_state(context: Context, content: str, title: str) -> SafeString:
    """What a list says when there is nothing in it, and what to do; not named "empty", which belongs to {% for %}."""
    return _render(context, "empty_state", content=content, title=title)


@register.simple_block_tag(takes_context=True)
def facts(context: Context, content: str) -> SafeString:
    return _render(context, "facts", content=content)


@register.simple_block_tag(takes_context=True)
def fact(context: Context, content: str, label: str) -> SafeString:
    return _render(context, "fact", content=_trimmed(content), label=label)


@register.simple_block_tag(takes_context=True)
def data_table(context: Context, content: str, caption: str, narrow: bool = False) -> SafeString:
    return _render(context, "data_table", content=content, caption=caption, narrow=narrow)


@register.simple_block_tag(takes_context=True)
def alert(context: Context, content: str, tone: str = "info") -> SafeString:
    tone = tone_of(tone)
    return _render(context, "alert", content=content, tone=tone, icon=TONES[tone])


@register.simple_block_tag(takes_context=True)
def post_form(
    context: Context, content: str, url: str, label: str, tone: str = "primary", confirm: str = ""
) -> SafeString:
    """A form of one button; the content is hidden or visible inputs before it."""
    return _render(context, "post_form", content=content, url=url, label=label, tone=tone, confirm=confirm)


@register.simple_block_tag(takes_context=True)
def tabs(context: Context, content: str, label: str) -> SafeString:
    return _render(context, "tabs", content=content, label=label)


@register.simple_block_tag(takes_context=True)
def filter_bar(context: Context, content: str, reset_url: str) -> SafeString:
    return _render(context, "filter_bar", content=content, reset_url=reset_url)


# --- pieces by themselves ----------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def tab(context: Context, label: str, url: str, active: bool, count: int | None = None) -> SafeString:
    return _render(context, "tab", label=label, url=url, active=active, count=count)


@register.simple_tag
def badge(text: Any, tone: str = "plain") -> SafeString:
    """A word with an icon: never a colour alone."""
    return _badge(conditional_escape(text), tone_of(tone))


@lru_cache(maxsize=4000)
def _badge(text: SafeString, tone: str) -> SafeString:
    """Kept, because a list says the same words on every row."""
    return render_to_string("ui/badge.html", {"text": text, "tone": tone, "icon": TONES[tone]})


@register.simple_tag(takes_context=True)
def person(context: Context, name: str, role: str = "", phone: str = "", email: str = "") -> SafeString:
    dial = "".join(sign for sign in str(phone) if sign.isdigit() or sign == "+")
    return _render(context, "person", name=name, role=role, phone=phone, dial=dial, email=email)


@register.simple_tag(takes_context=True)
def progress(context: Context, value: Any, max: Any, label: str) -> SafeString:  # noqa: A002 as templates say it
    """A bar of 0 to 100 units with the two numbers in words; more than all of it stays a full bar."""
    whole, part = Decimal(str(max or 0)), Decimal(str(value or 0))
    share = min(Decimal(100), part * 100 / whole) if whole > 0 else Decimal(0)
    # The width is an attribute of SVG and therefore written with a point in every language.
    return _render(context, "progress", value=value, max=max, label=label, width=f"{share:.1f}")


@register.simple_tag(takes_context=True)
def pager(context: Context, page: Any) -> SafeString:
    return _render(context, "pager", page=page)


@register.simple_tag(takes_context=True)
def timeline(context: Context, entries: Any) -> SafeString:
    return _render(context, "timeline", entries=entries)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#it-{}"></use></svg>',
        static("vendor/svg/sprites.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def form_errors(context: Context, form: BaseForm) -> SafeString:
    """All errors of a form with links to their fields; crispy, which would say them again, is told."""
    form.errors_are_listed = True
    return _render(context, "form_errors", form=form, rows=error_rows(form)) if form.errors else SafeString("")


def error_rows(form: BaseForm) -> list[tuple[str, str, str]]:
    """(id of the input or "", label or "", sentence) for every error, those of the whole form first."""
    rows = [("", "", str(error)) for error in form.non_field_errors()]
    for field in form:
        # A group of radio buttons has no id of its own: the link goes to its first one.
        target = field.id_for_label or f"{field.auto_id}_0"
        label = str(field.label).rstrip(".:")
        rows += [("" if field.is_hidden else target, label, str(error)) for error in field.errors]
    return rows
