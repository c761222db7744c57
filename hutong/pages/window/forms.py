"""The forms of the window."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from hutong.lib.money import fen_from_yuan
from hutong.lib.translating import marked
from hutong.pages.child_file.uploads import MOST_BYTES, TOO_LARGE, checked_file, upload_field
from hutong.pages.choices import list_choices
from hutong.pages.place_fields import PlaceField
from hutong.pages.said_forms import SaidForm, day_field, telephone_field, words_field
from hutong.services.calling import BY_HAND
from hutong.services.leading import Lead
from hutong.services.materials import Missing
from hutong.services.models import Matter
from hutong.services.replying import Attached, Decided

LINES = forms.Textarea(attrs={"rows": 3})
FEW_LINES = forms.Textarea(attrs={"rows": 2})
ONE_A_LINE = marked("One on each line.")
OTHER = "other"


def lines_field(
    label: str, *, required: bool = False, most: int = 1000, help_text: str = "", rows: Any = LINES
) -> forms.CharField:
    """Some lines of words."""
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text, widget=rows)


PAPERS = ("paper_1", "paper_2", "paper_3")
PROVES = frozenset({"image/jpeg", "image/png", "application/pdf"})
NOT_A_PAPER = marked("Attach a picture (JPEG, PNG) or a PDF.")


def attached_field(label: str, *, help_text: str = "") -> forms.FileField:
    """A picture or scan beside an answer; telephones offer their camera."""
    chosen = forms.FileInput(attrs={"accept": ",".join(sorted(PROVES))})
    return forms.FileField(label=label, required=False, help_text=help_text, widget=chosen)


class RevisedForm(SaidForm):
    """It knows which revision was on the screen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TakeForm(SaidForm):
    """What somebody came for, or what was found."""

    area = forms.ChoiceField(label=marked("Window"))
    channel = forms.ChoiceField(label=marked("How it reached you"))
    is_discovery = forms.BooleanField(label=marked("Nobody asked: the need was found"), required=False)
    asked_on = day_field(marked("On"), required=True)
    wish = lines_field(
        marked("What is asked for, or what was found"), required=True,
        help_text=marked("In their words. Bodies that are asked later read it: write what they need, and no more."),
    )  # fmt: skip
    asked_by = words_field(marked("Who asks, and who they are to the child"), most=120)
    phone = telephone_field(marked("Telephone"))
    call = forms.UUIDField(widget=forms.HiddenInput, required=False)
    """The call-back that it was taken from."""

    def __init__(self, *args: Any, lang: str, areas: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("area", areas)
        self.choose("channel", list_choices("channel", lang))


class CallForm(SaidForm):
    """What came of a call, where it is no request."""

    state = forms.ChoiceField(label=marked("What came of it"), widget=forms.RadioSelect)
    words = lines_field(marked("What was said, or why it is over"), required=True, most=300)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        known = dict(list_choices("call_state", lang))
        self.choose("state", [(str(one), known[one]) for one in BY_HAND])


class ReferForm(RevisedForm):
    """What is referred to whom; the things that the documents lead to are ticked in their table."""

    words = words_field(marked("Something else that is needed"))
    body = forms.ChoiceField(label=marked("Which body is to do it"), required=False)
    note = lines_field(
        marked("To the bodies"), rows=FEW_LINES,
        help_text=marked("Empty: they read what was asked for, as it was taken down."),
    )  # fmt: skip

    def __init__(self, *args: Any, lang: str, bodies: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("body", bodies, empty=self.say(marked("choose")))

    def clean(self) -> dict[str, Any]:
        """Words go to a body."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("words")) != bool(cleaned.get("body")):
            self.add_error("body", self.say(marked("Write what is needed and choose the body, or leave both empty.")))
        return cleaned


class MissingForm(RevisedForm):
    """Everything that is missing, told once."""

    other = lines_field(marked("Other material that is missing"), help_text=ONE_A_LINE)
    again_because = words_field(marked("Why it was not told the first time"))

    def __init__(self, *args: Any, lang: str, is_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        if not is_again:
            del self.fields["again_because"]

    def missing(self, ticked: Sequence[str]) -> list[Missing]:
        """What was ticked in the list, and what was written."""
        written = self.cleaned_data["other"].splitlines()
        return [Missing(one.strip()) for one in (*ticked, *written) if one.strip()]


class MaterialForm(RevisedForm):
    """A paper was brought, or is not needed after all."""

    is_waived = forms.BooleanField(label=marked("Not needed after all"), required=False)
    words = words_field(marked("Where it is, or why it is not needed"))


class AnswerForm(RevisedForm):
    """The one answer, or an interim one."""

    note = lines_field(marked("A word to the family"), most=300, rows=FEW_LINES)


class GivenForm(SaidForm):
    """How the answer reached the family."""

    on = day_field(marked("On"), required=True)
    how = forms.ChoiceField(label=marked("How"))
    to = words_field(marked("To whom it was given"), required=True, most=120)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("how", list_choices("answer_way", lang))


class ReasonForm(RevisedForm):
    """A reason in a few words."""

    words = words_field(marked("Why"), required=True)


class ReceiveForm(SaidForm):
    """What shows that help really came."""

    on = day_field(marked("Received on"), required=True)
    payee = words_field(marked("Payee"), most=60)
    month = forms.CharField(
        label=marked("Month that was paid"), required=False, max_length=7, help_text=marked("Such as 2026-11.")
    )
    yuan = forms.DecimalField(
        label=marked("Amount in yuan"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    is_monthly = forms.BooleanField(label=marked("It goes on every month"), required=False)
    reference = words_field(marked("Number of the paper, or where it is"))
    file = upload_field()

    def __init__(self, *args: Any, lang: str, is_paid: bool, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        if not is_paid:
            for name in ("payee", "month", "yuan", "is_monthly"):
                del self.fields[name]

    def clean_file(self) -> Any:
        return checked_file(self.cleaned_data["file"], self.lang)

    def fen(self) -> int | None:
        """The amount in fen."""
        yuan = self.cleaned_data.get("yuan")
        return fen_from_yuan(yuan) if yuan is not None else None


class ReplyForm(RevisedForm):
    """A body's answer: for each thing granted or refused, in words, with the number of the paper."""

    words = lines_field(marked("The answer in words"), required=True)
    reference = words_field(
        marked("Number of the decision or the record"), help_text=marked("Needed where something is granted.")
    )
    by_whom = words_field(marked("Who answered: name and post"), most=120)
    paper_1 = attached_field(
        marked("Picture or scan that proves it"), help_text=marked("JPEG, PNG or PDF, at most 10 MB; kept encrypted.")
    )
    paper_2 = attached_field(marked("A second one"))
    paper_3 = attached_field(marked("A third one"))

    def __init__(
        self, *args: Any, lang: str, matters: Sequence[tuple[Matter, str]], is_outside: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.matters = matters
        if is_outside:
            self.fields["by_whom"].required = True
        else:
            del self.fields["by_whom"]
        both = [("yes", self.say(marked("granted"))), ("no", self.say(marked("refused")))]
        for matter, name in matters:
            verdict = forms.ChoiceField(label=name, choices=both, widget=forms.RadioSelect)
            self.put(f"verdict_{matter.pk}", verdict, name)
            reason = forms.CharField(required=False, max_length=300)
            self.put(f"reason_{matter.pk}", reason, self.say(marked("Reason, or what is granted from when")))
        self.order_fields([name for name in self.fields if name.startswith(("verdict_", "reason_"))])

    def put(self, name: str, field: forms.Field, label: str) -> None:
        """One more field, its label in words already."""
        self.fields[name] = field
        self.put_into_words(field)
        field.label = label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in PAPERS:
            file = cleaned.get(name)
            if file is not None and file.size > MOST_BYTES:
                self.add_error(name, self.say(TOO_LARGE))
            elif file is not None and (file.content_type or "") not in PROVES:
                self.add_error(name, self.say(NOT_A_PAPER))
        return cleaned

    def papers(self) -> list[Attached]:
        """What was attached."""
        files = [self.cleaned_data[name] for name in PAPERS if self.cleaned_data.get(name)]
        return [Attached(one.read(), one.content_type or "") for one in files]

    def decided(self) -> dict[int, Decided]:
        """What it says of each thing."""
        given = self.cleaned_data
        return {
            one.pk: Decided(given[f"verdict_{one.pk}"] == "yes", given.get(f"reason_{one.pk}", ""))
            for one, _ in self.matters
        }


class DeclineForm(RevisedForm):
    """Why it is not this body's, and whose it is."""

    words = lines_field(marked("Why"), required=True, rows=FEW_LINES)
    better = forms.ChoiceField(label=marked("Which body answers for it"), required=False)

    def __init__(self, *args: Any, lang: str, bodies: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("better", bodies, empty=self.say(marked("not known")))


class LinkForm(SaidForm):
    """To whom a link goes."""

    to_whom = words_field(marked("Body and person"), required=True, most=120)


class CrossForm(SaidForm):
    """An application for a child whose household is in another province."""

    benefit = forms.ChoiceField(label=marked("What is applied for"))
    area = forms.ChoiceField(label=marked("Received at"))
    to_area = PlaceField(
        label=marked("Township of the household"),
        required=True,
        help_text=marked("Its code or name."),
    )
    child_name = words_field(marked("The child's name"), required=True, most=60)
    sex = forms.ChoiceField(label=marked("Sex"), required=False)
    born = day_field(marked("Born on"))
    identity_number = words_field(marked("Identity number"), most=18)
    applicant = words_field(marked("Who applies, and who they are to the child"), required=True, most=120)
    phone = telephone_field(marked("Telephone"), required=True)
    address = words_field(marked("Where they live here"))
    missing = lines_field(
        marked("Material that is missing"),
        help_text=marked("Everything at once, one on each line; empty: the papers are complete."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, lang: str, benefits: Iterable[tuple[str, str]], areas: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("benefit", benefits)
        self.choose("area", areas)
        self.choose("sex", list_choices("sex", lang))
        self.fields["to_area"].lang = lang  # type: ignore[attr-defined]
        self.fields["identity_number"].widget.attrs["autocomplete"] = "off"

    def particulars(self) -> dict[str, str]:
        """What the applicant wrote down."""
        named = ("child_name", "sex", "identity_number", "applicant", "phone", "address")
        found = {name: str(self.cleaned_data.get(name) or "") for name in named}
        born: date | None = self.cleaned_data.get("born")
        return found | {"born": born.isoformat() if born else ""}


class PaperForm(SaidForm):
    """A paper of an application."""

    title = words_field(marked("Which paper"), required=True)
    reference = words_field(marked("Number of the paper, or where it is"))
    file = upload_field()

    def clean_file(self) -> Any:
        return checked_file(self.cleaned_data["file"], self.lang)


class TurnForm(RevisedForm):
    """The next step of an application, with what it needs."""

    words = lines_field(marked("In words"), rows=FEW_LINES)
    verdict = forms.ChoiceField(label=marked("Decision"), required=False)
    reference = words_field(marked("Number of the decision"))
    first_month = forms.CharField(
        label=marked("First month"), required=False, max_length=7, help_text=marked("Such as 2026-11.")
    )

    def __init__(self, *args: Any, lang: str, step: str, needs_words: bool, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["words"].required = needs_words
        both = [("yes", self.say(marked("granted"))), ("no", self.say(marked("refused")))]
        self.choose("verdict", both, empty=self.say(marked("choose")))
        if step != "decide":
            for name in ("verdict", "reference", "first_month"):
                del self.fields[name]


def find_leads(ticked: Iterable[str], leads: Iterable[Lead]) -> list[Lead]:
    """The leads whose keys were ticked."""
    wanted = set(ticked)
    return [one for one in leads if one.key in wanted]
