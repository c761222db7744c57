"""The forms by which grants are given and ended, and by which it is said who answers for minors' data."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.place_fields import PlaceField
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.staff.models import Post
from hutong.vocabulary.secrecy import LABELS


class WithWorker(SaidForm):
    """A worker by their post, and a place inside its area."""

    post = forms.ChoiceField(label=marked("Worker"))
    area = PlaceField(label=marked("Area"), required=False, help_text=marked("Left open: the area of the post."))

    def __init__(self, *args: Any, lang: str, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        named = [(key, f"{post.worker.name} · {post.body.name}") for key, post in self.posts.items()]
        self.choose("post", named)
        self.fields["area"].lang = lang  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Post:
        """The post that was chosen."""
        return self.posts[self.cleaned_data["post"]]


class GrantForm(WithWorker):
    """A class, for a time, with a reason."""

    kind = forms.ChoiceField(label=marked("May be told of"))
    since = day_field(marked("From"), required=True)
    until = day_field(marked("Through"), help_text=marked("Left open: until it is ended or the post ends."))
    reason = words_field(
        marked("Reason, and who approved it"), required=True, help_text=marked("Write no child's name here.")
    )

    def __init__(self, *args: Any, lang: str, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, posts=posts, **kwargs)
        self.choose("kind", [(kind, self.say(label)) for kind, label in LABELS.items()])


class ManagerForm(WithWorker):
    """Who answers for minors' data."""


class EndForm(SaidForm):
    """Why a grant ends."""

    because = words_field(marked("Reason"), required=True)
