"""The pages of a PDF, opened one after the other.

pypdfium2 keeps account of each page, so that it is closed with its document whatever happens; that
takes a tenth of the time that pdfium needs for the page. Here one page is open at a time, so pdfium
is asked for it directly.
"""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw


class OpenPages:
    """Opens the pages of a document; to be closed before the document is."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._form: Any = document.formenv
        self._open: Any = None

    def page(self, index: int) -> Any:
        """Pdfium's handle of a page, good until the next page is opened; raises `PdfiumError` when
        the file is damaged there."""
        page = raw.FPDF_LoadPage(self._document, index)
        if not page:
            raise pdfium.PdfiumError("A page cannot be opened.")
        self.close()  # not before, so that pdfium keeps the fonts that both pages have
        self._open = page
        if self._form:
            raw.FORM_OnAfterLoadPage(page, self._form)
        return page

    def close(self) -> None:
        """Close the page that is open, if any."""
        page, self._open = self._open, None
        if page and self._form:
            raw.FORM_OnBeforeClosePage(page, self._form)
        if page:
            raw.FPDF_ClosePage(page)
