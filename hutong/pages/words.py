"""Template tags that every page has: ``{% say "Sentence" %}`` in the reader's language, labels of the vocabulary."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html, format_html_join

from hutong.lib.money import yuan_from_fen
from hutong.lib.translating import translator
from hutong.pages.choices import name_choice
from hutong.pages.names import Names, get_names
from hutong.places.codes import NATION, SHORT_DIGITS, ancestors, full_code
from hutong.places.queries import get_full_name, get_place_name

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: RequestContext, sentence: str, **filled: Any) -> str:
    """A sentence of the catalogue in the reader's language; ``{name}`` in it is filled in, escaped."""
    told = translator(str(context.get("lang", "zh")))(sentence)
    return format_html(told, **filled) if filled else told


@register.simple_tag(takes_context=True)
def listed(context: RequestContext, things: Iterable[Any], between: str = ", ") -> str:
    """Words in a row, with the marks that the reader's language puts between them."""
    return format_html_join(say(context, between), "{}", ((one,) for one in things))


@register.simple_tag(takes_context=True)
def labelled(context: RequestContext, labelled_thing: Any) -> str:
    """The label of a fact, benefit or body in the reader's language."""
    return str(labelled_thing.label(str(context.get("lang", "zh"))))


@register.simple_tag(takes_context=True)
def named(context: RequestContext, kind: str, value: Any) -> str:
    """What a value of a list is called: ``{% named "state" child.state %}``."""
    return name_choice(kind, str(value), str(context.get("lang", "zh")))


@register.filter(expects_localtime=True)
def day(value: Any) -> str:
    """A day as 2025-06-01, the same in both languages; of an instant the day it was here."""
    return f"{value:%Y-%m-%d}" if value else ""


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan with two places."""
    return yuan_from_fen(fen) if fen is not None else ""


@register.simple_tag(takes_context=True)
def place(context: RequestContext, code: str, within: str = NATION) -> str:
    """Where a place is: its names from the widest, without those around ``within``; nothing for none."""
    return get_full_name(code, on=context["today"], lang=context["lang"], within=within) if code else ""


@register.simple_tag(takes_context=True)
def place_near(context: RequestContext, code: str, other: str) -> str:
    """A place as neighbours say it: without the province and city where they are those of another place."""
    is_near = code[:SHORT_DIGITS] == other[:SHORT_DIGITS]
    return place(context, code, full_code(f"{code[:4]}00") if code and is_near else NATION)


@register.simple_tag(takes_context=True)
def place_name(context: RequestContext, code: str) -> str:
    """A place's own name."""
    return get_place_name(code, on=context["today"], lang=context["lang"])


def _names(context: RequestContext) -> Names:
    """The names that the view decided on; else what may be told of everybody in one's areas."""
    names = context.get("names")
    return names if isinstance(names, Names) else get_names(context["lang"])


@register.simple_tag(takes_context=True)
def relation(context: RequestContext, relation: str) -> str:
    """What somebody is to the child, where it may be named."""
    return _names(context).relation(relation)


@register.simple_tag(takes_context=True)
def placement(context: RequestContext, kind: str) -> str:
    """In what kind of care the child is, where it may be named."""
    return _names(context).placement(kind)


@register.simple_tag(takes_context=True)
def place_name_on(context: RequestContext, code: str, on: date) -> str:
    """A place's own name on a day."""
    return get_place_name(code, on=on, lang=context["lang"])


@register.simple_tag(takes_context=True)
def place_around(context: RequestContext, code: str) -> str:
    """In what a place lies: the names from the widest, without its own."""
    wider = list(ancestors(code))[1:2]
    return place(context, wider[0]) if wider else ""


@register.simple_tag(takes_context=True)
def benefit(context: RequestContext, slug: str) -> str:
    """A benefit's name, where it may be named."""
    return _names(context).benefit(slug)


@register.simple_tag(takes_context=True)
def fact(context: RequestContext, name: str) -> str:
    """A fact's name, where it may be named."""
    return _names(context).fact(name)


@register.simple_tag(takes_context=True)
def fact_value(context: RequestContext, row: Any) -> str:
    """The value of a row of the file, in words; that it was not collected, where it was not."""
    return _names(context).value_of(row)


@register.simple_tag(takes_context=True)
def event(context: RequestContext, slug: str) -> str:
    """What happened, by its name."""
    return get_names(context["lang"]).event(slug)


@register.simple_tag(takes_context=True)
def category(context: RequestContext, name: str) -> str:
    """A category's name, as the documents call it."""
    return _names(context).category(name)


@register.simple_tag(takes_context=True)
def body(context: RequestContext, slug: str) -> str:
    """What an office is called today."""
    return _names(context).body(slug, on=context["today"])
