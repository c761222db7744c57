"""A task given by hand: what is to be done, by whom, by when, and what counts as done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from hutong.lib.translating import marked
from hutong.pages.place_fields import PlaceField
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.staff.models import Post
from hutong.tasks.addressing import Addressee
from hutong.tasks.clocks import Deadline
from hutong.tasks.models.task import SENTENCE

LAST_HOUR = 23
TOO_EARLY = marked("The last day lies before today.")


class NewTaskForm(SaidForm):
    """A colleague is asked to do something for a child, or for a place."""

    what = forms.CharField(
        label=marked("What is to be done"), max_length=SENTENCE, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=marked("Only what whoever does it must know."),
    )  # fmt: skip
    post = forms.ChoiceField(label=marked("To whom"))
    to_place = PlaceField(label=marked("Where it is about"))
    due = day_field(marked("Last day"), required=True)
    urgent = forms.BooleanField(label=marked("urgent"), required=False)
    done_when = words_field(marked("Done when"), help_text=marked("What proves that it was done."))

    def __init__(
        self, *args: Any, lang: str, posts: Sequence[Post], names_of: Mapping[int, str], on: date, about_child: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, lang=lang, **kwargs)
        self.on = on
        self.posts = {str(post.pk): post for post in posts}
        self.choose("post", ((key, names_of[post.pk]) for key, post in self.posts.items()), empty="—")
        self.fields["to_place"].lang = lang  # type: ignore[attr-defined]
        self.fields["to_place"].required = True
        if about_child:
            del self.fields["to_place"]

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due < self.on:
            raise forms.ValidationError(self.say(TOO_EARLY))
        return due

    @property
    def addressee(self) -> Addressee:
        """The post, and the person who holds it."""
        post = self.posts[self.cleaned_data["post"]]
        return Addressee(post.body.kind, post.body_id, post.role, post.area, post.worker_id)

    def deadline(self, at: datetime) -> Deadline:
        """So long from now: through the last day."""
        days = (self.cleaned_data["due"] - self.on).days
        return Deadline(days=days) if days else Deadline(hours=max(1, LAST_HOUR - timezone.localtime(at).hour))
