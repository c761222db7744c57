"""A number that is not shown is told in the reader's language, wherever it stands."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(("lang", "word"), [("zh", "少量"), ("en", "few")])
def test_few_is_said_in_the_language_of_the_page(lang: str, word: str) -> None:
    line = Template('{% include "home/_count.html" with count=None %}').render(Context({"lang": lang}))
    assert line.strip() == word


@pytest.mark.parametrize("page", ["home/page.html", "indicators/page.html", "indicators/bulletin.html"])
def test_no_page_takes_the_language_from_what_it_includes(page: str) -> None:
    from_file = Template('{% include "x" %}').engine.find_template(page)[0].source
    assert "_count.html" in from_file and " only %}" not in from_file
