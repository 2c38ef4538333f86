"""Files as people send them, and as they should not: each made here, none kept in the repository."""

import io
import zipfile
import zlib
from collections.abc import Mapping

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, NumberObject, TextStringObject

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
USES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(text: str = "") -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": text or "Bill"})
    return writer


def pdf(text: str = "") -> bytes:
    """A different text makes a different file."""
    return _written(_page(text))


def pdf_with_script() -> bytes:
    writer = _page()
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('Hello');")}
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(script))
    return _written(writer)


def pdf_with_script_in_a_link() -> bytes:
    """Not in the catalogue, where everybody looks, but on a page, and named in a roundabout way."""
    writer = _page()
    kind = writer._add_object(NameObject("/JavaScript"))
    action = DictionaryObject({NameObject("/S"): kind, NameObject("/Next"): NullObject()})
    rectangle = ArrayObject([NumberObject(0)] * 4)
    link = DictionaryObject(
        {NameObject("/Subtype"): NameObject("/Link"), NameObject("/Rect"): rectangle, NameObject("/A"): action}
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([link])
    return _written(writer)


def pdf_that_starts_a_program() -> bytes:
    writer = _page()
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")}
    )
    return _written(writer)


def pdf_with_a_file_inside() -> bytes:
    writer = _page()
    writer.add_attachment("payload.exe", b"MZ" + b"\0" * 50)
    return _written(writer)


def pdf_locked(password: str) -> bytes:
    """With an empty password everybody may open it, and only printing is forbidden."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    return _written(writer)


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind)
    return out.getvalue()


def png_of_giant_size(width: int = 60_000, height: int = 60_000) -> bytes:
    """3.6 thousand million points, in a few bytes: only the head is there."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    for month in range(12):
        book.active.append([f"2026-{month + 1:02}", 1234.5 * month])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx() -> bytes:
    return parcel(
        {
            "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{TYPES}"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>',
            "_rels/.rels": relations("officeDocument", "word/document.xml"),
            "word/document.xml": '<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body/></w:document>',
        }
    )


def relations(use: str, target: str, mode: str = "") -> str:
    mode = mode and f' TargetMode="{mode}"'
    link = f'<Relationship Id="r1" Type="{USES}/{use}" Target="{target}"{mode}/>'
    return f'<?xml version="1.0"?><Relationships xmlns="{LINKS}">{link}</Relationships>'


def parcel(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return out.getvalue()


def changed(
    content: bytes, more: Mapping[str, str | bytes] | None = None, *, swap: tuple[str, str] = ("", "")
) -> bytes:
    """The parcel with other parts added or put in place, and a text replaced in all of them."""
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    if swap[0]:
        parts = {name: body.replace(swap[0].encode(), swap[1].encode()) for name, body in parts.items()}
    return parcel({**parts, **(more or {})})


def xlsx_bomb(size: int = 1024**3) -> bytes:
    """A sheet of a thousand million zeros, packed into a megabyte."""
    out = io.BytesIO(changed(xlsx()))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as box,
        box.open("xl/worksheets/big.xml", "w", force_zip64=True) as part,
    ):
        block = b"0" * (1024 * 1024)
        for _ in range(size // len(block)):
            part.write(block)
    return out.getvalue()


def xlsx_bomb_that_lies() -> bytes:
    """The same idea, but the parcel says that the sheet is small."""
    content = bytearray(changed(xlsx(), {"xl/worksheets/big.xml": b"0" * 40_000_000}))
    true, told = (40_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert content.count(true) >= 2
    return bytes(content).replace(true, told)
