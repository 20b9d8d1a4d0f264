"""An OpenDocument text, an e-book, RTF, reStructuredText and a mail; each with all it can."""

from __future__ import annotations

from pathlib import Path

from tests.ingestion.packages import book, odt

RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\stylesheet{\s1\outlinelevel0 heading 1;}}"
    r"{\info{\title Notes}}\pard\s1\outlinelevel0 Tides\par\pard Late \'dcber \u8364?\tab x.\par"
    r"{\pntext\bullet\tab}Bring a float\par{\footnote In the shed.}{\field{\*\fldinst HYPERLINK x}"
    r"{\fldrslt the page}}{\pict\pngblip 8950}{\*\bkmkstart a}"
    r"\trowd\cellx1\cellx2\pard\intbl A\cell B\cell\row\pard\intbl 1\cell 2\cell\row\pard\par"
    r"\trowd\clvmgf\cellx900\clmgf\cellx1900\clmrg\cellx2900\pard\intbl Exam\cell\cell\cell\row"
    r"\trowd\clvmrg\cellx900\cellx1900\cellx2900\pard\intbl\cell Day\par x\cell \itap2 4\nestcell"
    r"{\*\nesttableprops\trowd\nestrow}\pard\intbl\cell\row\pard\par}"
)
RST = """Sequences
=========

:Author: Ann
:Due: 2 June

A *tuple* |x| ``x`` :math:`a^2`, see :ref:`lists <l>` and [1]_.

.. |x| replace:: cannot change
.. [1] In the book.

- one

  #. inner

term
   its definition

.. code-block:: python
   :linenos:

   x = (1,)

.. list-table:: Rooms
   :header-rows: 1

   * - A
     - B
   * - 1
     - 2

+---+---+
| a | b |
+===+===+
| 1 | 2 |
+---+---+

.. math::

   a^2

.. figure:: a.png
   :alt: A hive

   Caption

.. warning:: Hot.
"""
MAIL = (
    "From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?q?=C3=9Cbung?=\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<p>The lab =C3=BC opens.</p>\r\n--b\r\nContent-Disposition: attachment; filename=a.pdf\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n"
)
CHAPTER = (
    "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>{0}</title></head><body><h1>{0}</h1>"
    "<p>The rule<sup><a href='#n'>1</a></sup> of <em>tides</em>.</p><ul><li>one</li></ul>"
    "<table><tr><th>A</th></tr><tr><td>1</td></tr></table><img src='x.png'/></body></html>"
)


def writer(path: Path) -> Path:
    """An OpenDocument text."""
    cells = "".join(
        f'<table:table-cell table:number-columns-spanned="{n}"><text:p>{n}</text:p>'
        "</table:table-cell><table:covered-table-cell/>"
        for n in (1, 2)
    )
    return odt(
        path,
        '<text:p text:style-name="Title">Sequences</text:p>'
        '<text:h text:outline-level="1">Tuples</text:h><text:tracked-changes><text:p>gone</text:p>'
        '</text:tracked-changes><text:p>A<text:s text:c="3"/>tuple<text:tab/><text:span>stays'
        "</text:span><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>"
        "Below.</text:p></text:note-body></text:note></text:p>"
        "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>inner"
        "</text:p></text:list-item></text:list></text:list-item></text:list>"
        '<text:p text:style-name="Preformatted_20_Text">x = (1,)</text:p>'
        f'<table:table><table:table-column table:number-columns-repeated="2"/><table:table-row '
        f'table:number-rows-repeated="2">{cells}</table:table-row></table:table>',
    )


def chapters(path: Path) -> Path:
    """An e-book of two chapters."""
    return book(path, "Harbour", [CHAPTER.format("Tides"), CHAPTER.format("Locks")])


def numbered(path: Path) -> Path:
    """An OpenDocument text with numbers of headings, a list that goes on, and white words."""
    level = '<text:list-level-style-number text:level="{}" style:num-format="{}" {}/>'
    levels = level.format(1, "1", 'style:num-prefix="Part "')
    levels += level.format(2, "a", 'text:display-levels="2" style:num-suffix=")"')
    white = '<style:text-properties fo:color="#ffffff" style:text-position="33% 58%"/>'
    item = "<text:list-item>{}</text:list-item>".format
    ebb = "<text:h text:outline-level='2'>Ebb</text:h>"
    inner = f"<text:list>{item(ebb)}</text:list>"
    return odt(
        path,
        f'<text:list-style style:name="P">{levels}</text:list-style><style:style xmlns:fo="urn:'
        'oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" style:name="W">'
        f"{white}</style:style>"
        f'<text:list text:style-name="P">{item("<text:h>Tides</text:h>")}</text:list>'
        "<text:p>Seen.<text:span text:style-name='W'>Delta.</text:span></text:p>"
        f'<text:list text:style-name="P" text:continue-numbering="true">{item(inner)}'
        f"{item('<text:p>Bring a float.</text:p>')}</text:list>",
    )
