"""A field for facts that are lists of persons: a row for each, who it is and what is known; empty rows are nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hutong.children.listed_persons import (
    BETWEEN_PARTS,
    BETWEEN_PERSONS,
    LONGEST_WHO,
    SAYS,
    WHO,
    Persons,
    read_persons,
    write_persons,
)
from hutong.lib.translating import marked, translator

MOST_PERSONS, FIRST_SHOWN = 8, 3
ANSWERS = {"": marked("not known"), "true": marked("yes"), "false": marked("no")}
UNNAMED = marked("Say who it is, in each row that says something.")
SIGNS = marked("Leave out the signs ; | = in who it is.")


class PersonRows(forms.Widget):
    """Rows of who, and a choice for everything that is asked of each."""

    use_fieldset = True

    def __init__(self, *, asked: Mapping[str, str], offered: Sequence[str], lang: str) -> None:
        super().__init__()
        self.asked, self.offered, self.say = asked, offered, translator(lang)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]]:
        """What stands in the rows, empty ones left out."""
        rows = [
            {part: str(data.get(f"{name}.{number}.{part}", "")).strip() for part in (WHO, *self.asked)}
            for number in range(MOST_PERSONS)
        ]
        return [row for row in rows if any(row.values())]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The rows, with the family offered beside the field."""
        start = str((attrs or {}).get("id") or name)
        rows = read_rows(value)
        offered = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.offered))
        lines = [
            (self._row(name, start, number, rows[number] if number < len(rows) else {}),)
            for number in range(MOST_PERSONS)
        ]
        shown = max(FIRST_SHOWN, len(rows))
        first, further = (format_html_join("", "{}", some) for some in (lines[:shown], lines[shown:]))
        more = format_html("<details><summary>{}</summary>{}</details>", self.say(marked("More persons")), further)
        return format_html(
            '{}{}<datalist id="{}_offered">{}</datalist>', first, more if further else "", start, offered
        )

    def _row(self, name: str, start: str, number: int, row: Mapping[str, str]) -> SafeString:
        told = self.say("Person {number}").format(number=number + 1)
        who = format_html(
            '<div class="wide"><label for="{0}_{1}">{2}</label><input type="text" id="{0}_{1}" name="{3}.{1}.{4}" '
            'value="{5}" maxlength="{6}" list="{0}_offered" autocomplete="off"></div>',
            start, number, told, name, WHO, row.get(WHO, ""), LONGEST_WHO,
        )  # fmt: skip
        choices = format_html_join(
            "",
            '<div><label for="{0}_{1}_{2}">{3}</label><select id="{0}_{1}_{2}" name="{4}.{1}.{2}">{5}</select></div>',
            (
                (start, number, part, label, name, self._answers(row.get(part, "")))
                for part, label in self.asked.items()
            ),
        )
        return format_html('<div class="filters">{}{}</div>', who, choices)

    def _answers(self, given: str) -> SafeString:
        answers = ((word, " selected" if word == given else "", self.say(said)) for word, said in ANSWERS.items())
        return format_html_join("", '<option value="{}"{}>{}</option>', answers)


def read_rows(value: Any) -> list[dict[str, str]]:
    """Rows from a text as files hold it, or as they were sent."""
    if isinstance(value, str):
        return [{name: str(said).lower() if name != WHO else str(said) for name, said in one.items()}
                for one in read_persons(value)]  # fmt: skip
    return list(value or [])


class PersonsField(forms.Field):
    """What comes out is the text as files hold it; "" for nobody."""

    def __init__(self, *, asked: Mapping[str, str], offered: Sequence[str], lang: str, required: bool) -> None:
        super().__init__(required=required, widget=PersonRows(asked=asked, offered=offered, lang=lang))
        self.asked, self.say = asked, translator(lang)

    def clean(self, value: Any) -> str:
        rows = read_rows(value)
        if any(not row[WHO] for row in rows):
            raise forms.ValidationError(self.say(UNNAMED))
        if any(set(row[WHO]) & {BETWEEN_PERSONS, BETWEEN_PARTS, SAYS} for row in rows):
            raise forms.ValidationError(self.say(SIGNS))
        persons: Persons = [
            {WHO: row[WHO], **{part: row[part] == "true" for part in self.asked if row[part] in ("true", "false")}}
            for row in rows
        ]
        return write_persons(persons)
