"""Files that are attached to a PDF: they are named, not read."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.parsers.office.left_out import LeftOut

MOST = 100  # attachments that are named
LONGEST = 1_000  # bytes of a name


def count(document: pdfium.PdfDocument, left_out: LeftOut) -> None:
    """Count the attachments of a document by their names."""
    for index in range(min(raw.FPDFDoc_GetAttachmentCount(document), MOST)):
        attachment = raw.FPDFDoc_GetAttachment(document, index)
        left_out.unread("attachment", name_of(attachment))


def name_of(attachment: raw.FPDF_ATTACHMENT | None) -> str:
    """The name of an attached file; "" for none."""
    if not attachment:
        return ""
    length = raw.FPDFAttachment_GetName(attachment, None, 0)
    if not 2 < length <= LONGEST:
        return ""
    text = ctypes.create_string_buffer(length)
    raw.FPDFAttachment_GetName(
        attachment, ctypes.cast(text, ctypes.POINTER(raw.FPDF_WCHAR)), length
    )
    return text.raw.decode("utf-16-le", "replace").rstrip("\0")
