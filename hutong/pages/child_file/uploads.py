"""Papers as forms take them: one field, one bound, one way to hand them on."""

from typing import Any

from django import forms

from hutong.lib.translating import marked, translator

MOST_BYTES = 10 << 20
TOO_LARGE = marked("This file is larger than 10 MB; make it smaller.")


def upload_field() -> forms.FileField:
    """A picture or a scan."""
    help_text = marked("At most 10 MB; kept encrypted.")
    return forms.FileField(label=marked("Picture or scan"), required=False, help_text=help_text)


def checked_file(file: Any, lang: str) -> Any:
    """A file that is not too large."""
    if file is not None and file.size > MOST_BYTES:
        raise forms.ValidationError(translator(lang)(TOO_LARGE))
    return file


def taken_apart(file: Any) -> dict[str, Any]:
    """What an uploaded file brings to the evidence; nothing where none was sent."""
    return {"content": file.read(), "media_type": file.content_type or ""} if file else {}
