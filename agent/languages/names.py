"""Names of languages; those with a file under words/ also have words."""

from __future__ import annotations

ENGLISH = "en"
LANGUAGES = {
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ar": "Arabic",
    "hi": "Hindi", "ru": "Russian", "el": "Greek", "he": "Hebrew", "th": "Thai",
}  # fmt: skip
"""The languages besides English, with their English names."""
STEMMERS = {
    "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "ru": "russian", "el": "greek", "ar": "arabic", "sv": "swedish",
    "da": "danish", "no": "norwegian", "fi": "finnish", "hu": "hungarian", "ro": "romanian",
    "tr": "turkish",
}  # fmt: skip
"""Snowball's name of a language, if it has an algorithm."""
COMPOUNDING = frozenset(("de", "nl", "sv", "da", "no"))
"""Written with compounds as one word."""
UNSPACED = frozenset(("zh", "ja", "ko", "th"))
"""Written without spaces, or with endings that are part of the word."""
