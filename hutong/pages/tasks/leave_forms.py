"""Who is away from when until when, and who stands in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.staff.models import Post, Worker

BACKWARDS = marked("The last day lies before the first.")


class LeaveForm(SaidForm):
    """A leave with its substitute."""

    worker = forms.ChoiceField(label=marked("Who is away"))
    substitute = forms.ChoiceField(label=marked("Who stands in"))
    since = day_field(marked("First day"), required=True)
    until = day_field(marked("Last day"), required=True)
    reason = words_field(marked("Reason"), help_text=marked("Not the illness: that somebody is away is enough."))

    def __init__(
        self, *args: Any, lang: str, workers: Sequence[Worker], posts: Sequence[Post], names_of: Mapping[int, str],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, lang=lang, **kwargs)
        self.workers = {str(one.uid): one for one in workers}
        self.substitutes = {str(post.worker.uid): post.worker for post in posts}
        self.choose("worker", ((key, one.name) for key, one in self.workers.items()))
        named = {str(post.worker.uid): names_of[post.pk] for post in posts}
        self.choose("substitute", named.items(), empty="—")
        self.fields["worker"].initial = next(iter(self.workers), "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", self.say(BACKWARDS))
        return cleaned

    @property
    def leaving(self) -> Worker:
        """Who is away."""
        return self.workers[self.cleaned_data["worker"]]

    @property
    def standing_in(self) -> Worker:
        """Who stands in."""
        return self.substitutes[self.cleaned_data["substitute"]]
