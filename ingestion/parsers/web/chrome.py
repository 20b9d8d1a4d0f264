"""Removes everything around the content of a page: navigation, search, buttons, hidden parts.

Only what is surely that is dropped: by its name in programs that make course pages (Moodle, Canvas,
Sphinx, Docusaurus, Quarto, Jupyter Book), or by its role together with little text beside links.
"""

from __future__ import annotations

import re

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.web.nodes import Node, classes, drop
from ingestion.parsers.web.toggles import is_name, is_toggled, targets
from ingestion.parsers.web.word_counts import WordCounts

ALWAYS = frozenset(
    # Sphinx and its themes, Jupyter Book
    "sphinxsidebar related headerlink wy-nav-side wy-nav-top wy-breadcrumbs rst-footer-buttons "
    "rst-versions bd-sidebar-primary bd-sidebar-secondary bd-header bd-header-announcement "
    "bd-header-article bd-footer bd-footer-article header-article prev-next-area prev-next-footer "
    "toc-drawer sidebar-drawer mobile-header back-to-top "
    "pst-scroll-pixel-helper search-button__wrapper view-this-page edit-this-page "
    "copybtn headerbtn onlyprint bd-footer-content "
    # Docusaurus
    "theme-doc-sidebar-container theme-doc-toc-mobile theme-doc-toc-desktop theme-doc-breadcrumbs "
    "theme-doc-footer pagination-nav hash-link navbar navbar-sidebar table-of-contents "
    "theme-edit-this-page theme-announcement-bar theme-doc-version-badge theme-doc-version-banner "
    # Quarto
    "quarto-sidebar quarto-margin-sidebar quarto-search quarto-secondary-nav "
    "quarto-title-breadcrumbs "
    "nav-footer code-copy-button anchorjs-link toc-actions sidebar-navigation quarto-back-link "
    # mdBook
    "menu-title nav-wrapper nav-wide-wrapper "
    # Moodle
    "skiplinks page-footer block-region drawer drawertoggle activity-navigation "
    "activity_navigation "
    "secondary-navigation primary-navigation usermenu logininfo breadcrumb-nav action-menu "
    "completion-info blocks-column questionflag discussion-settings-container discussion-nav "
    "post-actions "
    # Canvas
    "ic-app-header ic-app-nav-toggle-and-crumbs ic-app-course-menu ic-sidebar-logo "
    "module-sequence-footer module-sequence-footer-content page-toolbar "
    # any
    "skip-link skip-to-content skip-to-main sr-only visually-hidden visuallyhidden accesshide "
    "screen-reader-text screen-reader-only hidden-readable footnote-back footnote-backref "
    "fn-backref screenreader-only cookie-banner cookie-consent linenos lineno".split()
)
IDS = frozenset(
    "left-side right-side-wrapper breadcrumbs quarto-header quarto-margin-sidebar quarto-sidebar "
    "quarto-back-to-top nav-drawer page-footer block-region-side-pre toc TOC sidebar "
    "wikipage-title-menu "
    "mobile-header skip-link global_nav".split()
)
ALONE = frozenset("mdbook-help-container menu-bar mdbook-menu-bar".split())
"""Ids of what is no text, whatever is in it."""
MOVING = frozenset("navigation search menu menubar toolbar".split())
FRAMES = ("aside", "footer", "header")
FOOTERS = frozenset(("footer", "site-footer", "page-footer"))
FRAME_ROLES = ("banner", "contentinfo", "complementary")
BOILERPLATE = re.compile(
    r"©|\(c\)|copyright|powered by|built with|created using|made with|all rights reserved|"
    r"last updated|you are logged in|privacy|data retention",
    re.IGNORECASE,
)
SKIP = re.compile(r"(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation|menu)", re.IGNORECASE)
UNREAD = frozenset(
    "script style noscript template svg iframe video audio embed button head link".split()
)
EMBEDDED = {
    "iframe": "embedded page",
    "video": "video",
    "audio": "recording",
    "object": "embedded object",
    "embed": "embedded object",
    "svg": "drawing",
}
TRACKING = ("0", "1", "0px", "1px")  # widths and heights of elements that only count visitors
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
FOLDED = "Toggle hidden content"  # the name of any folded cell in Jupyter Book
FEW = 20  # words beside links; more is content, whatever it is called
MARKED = 5  # words that only look like an ornament to a screen reader


def drop_chrome(page: Node, left_out: LeftOut) -> None:
    """Remove everything that is not content; hidden parts with text are counted."""
    # Each time a reference to a part of what was taken out goes, lxml looks for others from the
    # beginning; the last ones to go are those of this list, which lets go of its end first.
    parts = list(page.iter())
    _drop_among(parts, page, left_out)


def _drop_among(parts: list[Node], page: Node, left_out: LeftOut) -> None:
    around_main = {above for n in parts if _is_main(n) for above in n.iterancestors()}
    toggled, words = targets(page), WordCounts(page)
    for node in parts:
        if not isinstance(node.tag, str) or node.tag in ("html", "body"):
            continue
        if node.tag == "button" and is_name(node):
            node.tag = "span"
        elif node.tag == "summary" and node.get("aria-label") == FOLDED:
            drop(node)
        elif node.tag in UNREAD or _is_named(node, words) or _is_ornament(node, words):
            _count_embedded(node, left_out)
            drop(node)
        elif _is_hidden(node) and not is_toggled(node, toggled):
            if words.of(node) > MARKED:
                left_out.hidden("hidden part of the page")
            drop(node)
        elif _is_around(node, around_main, words):
            drop(node)


def _count_embedded(node: Node, left_out: LeftOut) -> None:
    """Count a video, recording, drawing or embedded page that readers see and that is dropped."""
    if any(node.get(side) in TRACKING for side in ("width", "height")):
        return
    if node.tag == "svg":
        if any(True for _ in node.iter("text", "foreignobject", "foreignObject")):  # no icon
            left_out.unread(EMBEDDED["svg"])
    elif node.tag in EMBEDDED:
        left_out.unread(EMBEDDED[node.tag], " ".join(node.get("title", "").split())[:60])


def _is_main(node: Node) -> bool:
    return node.tag == "main" or (isinstance(node.tag, str) and node.get("role") == "main")


def _is_named(node: Node, words: WordCounts) -> bool:
    if classes(node) & ALWAYS or (node.get("id") in IDS and _mostly_links(node, words)):
        return True
    if node.get("id") in ALONE:
        return True
    within = node.tag == "a" and node.get("href", "").startswith("#")
    return bool(within and SKIP.match(words.text_of(node).strip()))


def _is_ornament(node: Node, words: WordCounts) -> bool:
    """Signs beside a title, as pages of Notion have, and copies for the eye alone."""
    if "icon" in classes(node):
        return not any(map(str.isalnum, words.text_of(node)))
    return node.get("aria-hidden") == "true" and words.of(node) <= MARKED


def _is_hidden(node: Node) -> bool:
    hidden = node.get("hidden") is not None or bool(HIDDEN.search(node.get("style", "")))
    return hidden and not _is_slide(node)  # of which a click shows the next one


def _is_slide(node: Node) -> bool:
    return node.tag == "section" and any(
        classes(above) & {"slides", "reveal"} for above in node.iterancestors()
    )


def _is_around(node: Node, around_main: set[Node], words: WordCounts) -> bool:
    """Whether an element is navigation or the frame of a site rather than part of its text."""
    role = node.get("role", "")
    if node.tag == "nav" or role in MOVING:
        return _mostly_links(node, words)
    if node.tag not in FRAMES and role not in FRAME_ROLES and not classes(node) & FOOTERS:
        return False
    inside = any(a.tag in ("article", "blockquote") or _is_main(a) for a in node.iterancestors())
    if inside or node in around_main or words.has_heading(node):
        return False
    return _is_frame(node, words)


def _mostly_links(node: Node, words: WordCounts) -> bool:
    linked = words.linked(node)
    return words.of(node) - linked <= max(FEW, linked)


def _is_frame(node: Node, words: WordCounts) -> bool:
    """Links, or what stands at the foot of every page of a site."""
    linked, count = words.linked(node), words.of(node)
    few, links = count - linked < 2 * FEW, not count or 0 < linked >= count - linked
    if few == links:
        return few
    return few if BOILERPLATE.search(str(node.text_content())) else links
