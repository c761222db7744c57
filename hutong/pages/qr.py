"""QR codes, drawn here: what a telephone's camera reads from a screen or from paper."""

import base64
from io import BytesIO

import qrcode
from qrcode.image.svg import SvgPathImage


def draw_svg(text: str) -> bytes:
    """A QR code as an SVG picture."""
    drawn = qrcode.make(text, image_factory=SvgPathImage, box_size=12)
    kept = BytesIO()
    drawn.save(kept)
    return kept.getvalue()


def draw_code(text: str) -> str:
    """A QR code as the address of a picture that stands in the page itself."""
    return "data:image/svg+xml;base64," + base64.b64encode(draw_svg(text)).decode()
