"""The forms by which a consent is recorded and withdrawn."""

from typing import Any

from django import forms

from hutong.children.models import Child
from hutong.lib.translating import marked
from hutong.pages.child_file.uploads import checked_file, upload_field
from hutong.pages.choices import list_choices
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.privacy.purposes import get_purposes


class ConsentForm(SaidForm):
    """Who agreed to what, how, on which paper."""

    purpose = forms.ChoiceField(label=marked("For what"), widget=forms.RadioSelect)
    given_on = day_field(marked("Agreed on"), required=True)
    by_guardian = forms.BooleanField(label=marked("The guardian agrees"), required=False)
    guardian_name = words_field(marked("The guardian's name"), most=60)
    guardian_relation = forms.ChoiceField(label=marked("What they are to the child"), required=False)
    by_child = forms.BooleanField(label=marked("The child agrees"), required=False)
    guardian_informed = forms.BooleanField(label=marked("The guardian was told clearly"), required=False)
    cannot_say = forms.BooleanField(label=marked("The child cannot say what it wants"), required=False)
    way = forms.ChoiceField(label=marked("How"), widget=forms.RadioSelect)
    paper = upload_field()
    reference = words_field(marked("Or where the paper lies"))
    until = day_field(marked("Holds until"), help_text=marked("Left open: until it is withdrawn."))
    note = words_field(marked("Remark"))

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("purpose", [(one.name, one.label(lang)) for one in get_purposes().values() if one.needs_consent])
        self.choose("guardian_relation", list_choices("relation", lang), empty="—")
        self.choose("way", list_choices("consent_way", lang))

    def clean_paper(self) -> Any:
        return checked_file(self.cleaned_data["paper"], self.lang)

    def told(self, child: Child) -> dict[str, Any]:
        """What ``give_consent`` is told, without the paper."""
        given = dict(self.cleaned_data)
        names = ("purpose", "given_on", "by_guardian", "guardian_name", "guardian_relation", "by_child", "way", "until")
        said = {name: given[name] for name in (*names, "guardian_informed", "note")}
        return {**said, "child": child, "is_able": not given["cannot_say"]}


class WithdrawalForm(SaidForm):
    """Who withdraws; a reason is not asked."""

    withdrawn_by = forms.ChoiceField(label=marked("Who withdraws"))
    words = words_field(marked("Remark"))

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("withdrawn_by", list_choices("withdrawer", lang))
