"""Typst, which sets the document: a library without files or programs of the system, and without the network."""

import json
from pathlib import Path
from typing import Any

import typst

DATA = Path(__file__).parent / "data"


def typeset(document: dict[str, Any]) -> bytes:
    """The PDF (tagged, PDF/UA-1) of what `document_of` says. The data are handed over as JSON, never as markup.

    RuntimeError when the sheet and the data do not fit, or the result would not be accessible.
    """
    pdf: bytes = typst.compile(
        str(DATA / "report.typ"),
        root=str(DATA),
        font_paths=[str(DATA / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(document)},
        pdf_standards=["ua-1"],
    )
    return pdf
