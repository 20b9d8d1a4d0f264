"""One line of advice for each type of file that cannot be read."""

from __future__ import annotations

SAVE_AS = {
    ".pages": ".docx", ".key": ".pptx", ".numbers": ".xlsx", ".mht": ".html", ".mhtml": ".html",
    ".ps": ".pdf", ".eps": ".pdf", ".djvu": ".pdf", ".xps": ".pdf", ".oxps": ".pdf",
    ".docm": ".docx", ".dotx": ".docx", ".dot": ".docx", ".wpd": ".docx", ".wps": ".docx",
    ".pptm": ".pptx", ".ppsx": ".pptx", ".potx": ".pptx", ".pps": ".pptx", ".xlsb": ".xlsx",
    ".xltx": ".xlsx", ".fodt": ".odt", ".one": ".pdf", ".pub": ".pdf", ".vsdx": ".pdf",
    ".vsd": ".pdf", ".msg": ".eml", ".mobi": ".epub", ".azw3": ".epub", ".azw": ".epub",
    ".nb": ".pdf", ".mlx": ".m", ".heic": ".jpg", ".svg": ".pdf", ".ggb": ".pdf",
    ".drawio": ".pdf", ".ai": ".pdf", ".psd": ".png", ".adoc": ".html", ".org": ".md",
    ".textile": ".html", ".wiki": ".html", ".chm": ".pdf",
}  # fmt: skip
FILMS = frozenset(
    ".mp4 .m4v .mov .avi .mkv .webm .wmv .mpg .mpeg .flv .mp3 .m4a .wav .ogg .oga .flac .aac "
    ".wma .opus".split()
)
ARCHIVES = frozenset(".rar .7z .tar .gz .tgz .bz2 .tbz .xz .zst .cab .iso .dmg .jar .war".split())
DATA = frozenset(
    ".json .jsonl .yaml .yml .toml .ini .cfg .log .dat .sav .dta .rds .rdata .mat .npy .npz .h5 "
    ".parquet .feather .pkl .pickle .sqlite .db .mdb .accdb .arff .geojson .shp .bib .ics".split()
)
MADE = frozenset(
    ".exe .dll .so .dylib .o .a .class .pyc .bin .apk .app .msi .deb .rpm .whl .ttf .otf .woff "
    ".woff2 .ico .css .map .lock .tmp .bak .aux .toc .synctex .url .lnk .webloc .torrent".split()
)


def advice(suffix: str) -> str:
    """Why a file of an unsupported type is left out, and what to do."""
    if not suffix:
        return "The file's name has no extension; add one, such as .txt, .md or .pdf."
    if suffix in SAVE_AS:
        return f"{suffix} files cannot be read; save it as {SAVE_AS[suffix]} instead."
    if suffix in FILMS:
        return f"{suffix} files are not heard or watched; add its captions (.srt, .vtt) or a text."
    if suffix in ARCHIVES:
        return f"{suffix} files cannot be read; pack the materials as .zip instead."
    if suffix in DATA:
        return f"{suffix} files are data, which is not read; describe it in a text (.md, .txt)."
    if suffix in MADE:
        return f"{suffix} files hold no text to be read; nothing needs to be done."
    return f"{suffix} files cannot be read; save it as PDF, or as text (.txt), to have it read."
