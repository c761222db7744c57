"""Template tags that every page has: ``{% say "Sentence" %}`` in the reader's language, labels of the vocabulary."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html

from hutong.lib.translating import translator

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: RequestContext, sentence: str, **filled: Any) -> str:
    """A sentence of the catalogue in the reader's language; ``{name}`` in it is filled in, escaped."""
    told = translator(str(context.get("lang", "zh")))(sentence)
    return format_html(told, **filled) if filled else told


@register.simple_tag(takes_context=True)
def labelled(context: RequestContext, labelled_thing: Any) -> str:
    """The label of a fact, benefit or body in the reader's language."""
    return str(labelled_thing.label(str(context.get("lang", "zh"))))
