"""A form for each step of the table: what the step needs, and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from hutong.children.models import Evidence
from hutong.lib.translating import marked
from hutong.pages.child_file.uploads import checked_file, upload_field
from hutong.pages.choices import name_choice
from hutong.pages.place_fields import PlaceField
from hutong.pages.said_forms import SaidForm
from hutong.places.queries import get_place_name
from hutong.staff.models import Post, Worker
from hutong.tasks.addressing import Addressee, resolve
from hutong.tasks.errors import StepNeedsEvidence
from hutong.tasks.models import Task
from hutong.tasks.models.task import WORDS
from hutong.tasks.steps import StepRow

WORDS_SAID: Mapping[str, str] = {
    "reply": marked("What you want to say"),
    "send_back": marked("Why it goes back"),
    "reassign": marked("Why somebody else takes it"),
    "ask_help": marked("What help is needed"),
    "pause": marked("What you wait for"),
    "hand_over": marked("What the other place must know"),
    "finish": marked("What you did"),
    "withdraw": marked("Why it is no longer needed"),
    "reopen": marked("Why it is opened again"),
}
HELPS: Mapping[str, str] = {
    "accept": marked("You have it from now on; others see that you do."),
    "reply": marked("Stands in the history; nothing else changes."),
    "send_back": marked("To the post it came from, whose clock goes on; else to whoever leads the work."),
    "reassign": marked("The last day stays the same."),
    "ask_help": marked("Whoever you choose gets a task of their own; yours stays with you."),
    "pause": marked("The clock stands still until you go on: use it while material is awaited."),
    "resume": marked("The time that was waited is added to the last day."),
    "hand_over": marked("The other place accepts it and has its own clock; yours ends here."),
    "finish": marked("Say what was done, and add the paper or picture that proves it where there is one."),
    "withdraw": marked("It is kept with the reason."),
    "reopen": marked("It begins anew with a new last day."),
}
PAPER, NEW_PAPER = marked("Evidence from the file"), marked("What the new picture or scan shows")
PLACE_UNKNOWN = marked("Nobody answers for this there yet. Choose another place.")
TITLE_NEEDED = marked("Say in a few words what the picture or scan shows.")


class TaskStepForm(SaidForm):
    """What a step needs: words, to whom it goes, the paper that proves it."""

    words = forms.CharField(max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    post = forms.ChoiceField(label=marked("To whom"), required=False)
    to_place = PlaceField(
        label=marked("To which place"), help_text=marked("Choose from the list, or write it from the county down.")
    )
    evidence = forms.ChoiceField(label=PAPER, required=False)
    title = forms.CharField(label=NEW_PAPER, required=False, max_length=100)
    file = upload_field()
    always = frozenset({"words", "sent"})
    """The fields of every step."""

    def __init__(self, *args: Any, lang: str, step: StepRow, task: Task | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.step, self.task, self.on = step, task, on
        self.posts: dict[str, Post] = {}
        self.papers: dict[str, Evidence] = {}
        self.fields["to_place"].lang = lang  # type: ignore[attr-defined]
        self.fields["words"].label = self.say(WORDS_SAID.get(step.slug, marked("Note")))
        self.fields["words"].required = "words" in step.needs
        proofs = PROOFS if "evidence" in step.needs else ()
        wanted = {*self.always, *WANTED.get(step.slug, ()), *proofs}
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        if "to_place" in self.fields:
            self.fields["to_place"].required = True
        if "post" in self.fields:
            self.fields["post"].required = True

    def offer_posts(self, posts: Sequence[Post], names_of: Mapping[int, str]) -> None:
        """To whom it may go: each post with its worker."""
        if "post" not in self.fields:
            return
        holder = self.task.worker_id if self.task is not None else None
        self.posts = {str(post.pk): post for post in posts if post.worker_id != holder}
        self.choose("post", ((key, names_of[post.pk]) for key, post in self.posts.items()), empty="—")

    def offer_papers(self, papers: Sequence[Evidence], *, may_add: bool) -> None:
        """The papers of the file that may be named; a new one only from whoever writes to the file."""
        if "evidence" in self.fields:
            self.papers = {str(paper.uid): paper for paper in papers}
            if papers:
                self.choose("evidence", ((key, one.title) for key, one in self.papers.items()), empty="—")
            else:
                del self.fields["evidence"]
        if not may_add:
            for name in ("title", "file"):
                self.fields.pop(name, None)

    def clean_file(self) -> Any:
        return checked_file(self.cleaned_data.get("file"), self.lang)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("file") and not cleaned.get("title"):
            self.add_error("title", self.say(TITLE_NEEDED))
        if "evidence" in self.step.needs and not (cleaned.get("file") or cleaned.get("evidence")):
            self.add_error(None, StepNeedsEvidence().told(self.lang))
        if cleaned.get("to_place") and self.task is not None:
            self.found = resolve(self.task.body_kind, place=cleaned["to_place"], on=self.on)
            if not self.found.is_held:
                self.add_error("to_place", self.say(PLACE_UNKNOWN))
        return cleaned

    @property
    def addressee(self) -> Addressee | None:
        """To whom it goes by what was chosen."""
        if self.cleaned_data.get("to_place"):
            return self.found
        post = self.posts.get(self.cleaned_data.get("post", ""))
        if post is None:
            return None
        return Addressee(post.body.kind, post.body_id, post.role, post.area)

    @property
    def worker(self) -> Worker | None:
        """The person it is given to: only where a step gives it to a person."""
        post = self.posts.get(self.cleaned_data.get("post", ""))
        return post.worker if post is not None and self.step.slug == "reassign" else None

    @property
    def paper(self) -> Evidence | None:
        """The paper of the file that was chosen."""
        return self.papers.get(self.cleaned_data.get("evidence") or "")


PROOFS = ("evidence", "title", "file")
"""A paper of the file, or a new one: where the table of steps asks for evidence it is needed."""
WANTED: Mapping[str, tuple[str, ...]] = {
    "reassign": ("post",),
    "ask_help": ("post",),
    "hand_over": ("to_place",),
    "finish": PROOFS,
}
"""Besides words: what a step asks for."""


def names_of_posts(posts: Sequence[Post], *, lang: str, on: date) -> dict[int, str]:
    """Posts as a list offers them: who, in which role, where."""
    return {
        post.pk: f"{post.worker.name} · {name_choice('role', post.role, lang)} · {post.body} · "
        f"{get_place_name(post.area, on=on, lang=lang)}"
        for post in posts
    }
