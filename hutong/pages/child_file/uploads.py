"""Papers as forms take them: one field, one bound, one way to hand them on."""

from typing import Any

from django import forms
from django.http import HttpResponse

from hutong.lib.translating import marked, translator

MOST_BYTES = 10 << 20
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "text/plain": "txt",
    "text/csv": "csv",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/amr": "amr",
    "audio/aac": "aac",
    "audio/ogg": "ogg",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
}
SHOWN_AS_PICTURE = frozenset({"image/jpeg", "image/png"})
INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""What somebody attached runs nothing and is of no origin, whatever it turns out to be."""
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


def hand_out(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    """What was attached: a picture to look at, everything else to take along as bytes that no browser interprets."""
    is_picture = media_type in SHOWN_AS_PICTURE
    response = HttpResponse(content, content_type=media_type if is_picture else "application/octet-stream")
    way = "inline" if is_picture else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{name}.{ENDINGS.get(media_type, "bin")}"'
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    return response


def taken_apart(file: Any) -> dict[str, Any]:
    """What an uploaded file brings to the evidence; nothing where none was sent."""
    return {"content": file.read(), "media_type": file.content_type or ""} if file else {}
