"""The forms of a family's request: received, given to somebody, answered, handed over."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hutong.children.models import RecordedFact
from hutong.lib.translating import marked
from hutong.pages.child_file.uploads import checked_file, upload_field
from hutong.pages.choices import list_choices
from hutong.pages.names import Names
from hutong.pages.said_forms import SaidForm, day_field, telephone_field, words_field
from hutong.staff.models import Post

WORDS = forms.Textarea(attrs={"rows": 4})


class RequestForm(SaidForm):
    """Who asks for what, and how it was seen who they are."""

    kind = forms.ChoiceField(label=marked("What they ask for"), widget=forms.RadioSelect)
    words = forms.CharField(label=marked("What they say"), max_length=1000, widget=WORDS)
    asker = forms.ChoiceField(label=marked("Who asks"), widget=forms.RadioSelect)
    asker_name = words_field(marked("Name"), required=True, most=60)
    asker_relation = forms.ChoiceField(label=marked("What they are to the child"), required=False)
    asker_phone = telephone_field(marked("Telephone"), most=30)
    checked = forms.ChoiceField(label=marked("How it was seen who they are"), widget=forms.RadioSelect)
    paper = upload_field()

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("kind", list_choices("asked", lang))
        self.choose("asker", list_choices("asker", lang))
        self.choose("asker_relation", list_choices("relation", lang), empty="—")
        self.choose("checked", list_choices("check", lang))

    def clean_paper(self) -> Any:
        return checked_file(self.cleaned_data["paper"], self.lang)


class AssignForm(SaidForm):
    """Who answers."""

    post = forms.ChoiceField(label=marked("Who answers it"))

    def __init__(self, *args: Any, lang: str, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        self.choose("post", [(key, f"{post.worker.name} · {post.body.name}") for key, post in self.posts.items()])


class AnswerForm(SaidForm):
    """What is answered, on which ground, and what was recorded because of it."""

    verdict = forms.ChoiceField(label=marked("Answer"), widget=forms.RadioSelect)
    refusal = forms.ChoiceField(
        label=marked("Why it is refused"), required=False, help_text=marked("Needed where something is refused.")
    )
    answer = forms.CharField(
        label=marked("Answer in words"), max_length=1000, widget=WORDS,
        help_text=marked("This is printed for the family: name no other person and nobody who reported."),
    )  # fmt: skip
    led_to = forms.ChoiceField(label=marked("What was corrected"), required=False)

    def __init__(self, *args: Any, lang: str, rows: Sequence[RecordedFact], names: Names, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.rows = {str(row.pk): row for row in rows}
        self.choose("verdict", list_choices("asked_verdict", lang))
        self.choose("refusal", list_choices("refusal", lang), empty="—")
        told = [(key, f"{names.fact(row.name)}: {names.value_of(row)}") for key, row in self.rows.items()]
        self.choose("led_to", told, empty="—")
        if not rows:
            del self.fields["led_to"]


class HandForm(SaidForm):
    """When and how the answer came to the family."""

    on = day_field(marked("Day"), required=True)
    how = words_field(marked("How: in person, by post, at home"), required=True)
