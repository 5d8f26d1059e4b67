"""Pictures that people hand in, written anew: upright, of bounded size, and with nothing but what one sees.

A camera writes place, time and its own number into a file. None of it is kept: the pixels are drawn out and encoded
again, so what a file carries beside them is gone whatever its name and kind.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from dabiao.core.defects import BadInput, Defect

LARGEST_PICTURE = 12 * 1024 * 1024
"""Bytes handed in. A telephone's photo has 3 to 8 MB."""

MOST_PIXELS = 60_000_000
"""A telephone's largest photo has 50 million. Beyond it a small file may unpack to more than the memory holds."""

LONGEST_SIDE = 1280
"""Pixels kept: fills a phone's screen and half a desk's."""

QUALITY = 82
"""Of the JPEG: 100 to 250 KB at the size above, without blocks one sees."""

FORMATS = ("JPEG", "PNG", "WEBP")


def example_picture(data: bytes, name: str) -> bytes:
    """Give the JPEG bytes that are kept of the picture ``data``, called ``name`` in messages.

    Raises BadInput for what is no picture, of another kind, or too large.
    """
    if len(data) > LARGEST_PICTURE:
        raise _refused(
            name, "超过 %(limit)d MB，没有读取。请缩小后再上传", limit=LARGEST_PICTURE // 1024 // 1024
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise _too_many_pixels(name)
                return _encoded(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except UnidentifiedImageError:
        raise _refused(name, "不是 JPG、PNG 或 WebP 图片。请用手机或看图软件另存为 JPG 后再上传") from None
    except (OSError, ValueError, SyntaxError, EOFError):  # what Pillow's readers raise for a broken file
        raise _refused(name, "图片已损坏，读不出来。请换一张") from None


def _encoded(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    seen = upright.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    stream = io.BytesIO()
    paper.save(stream, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return stream.getvalue()


def _too_many_pixels(name: str) -> BadInput:
    return _refused(name, "像素超过 %(limit)d 万，没有打开。请缩小后再上传", limit=MOST_PIXELS // 10_000)


def _refused(name: str, template: str, **parameters: object) -> BadInput:
    return BadInput(Defect(template, name, parameters=parameters))
