"""Which language a document is in."""

import pytest

from ingestion.language_detection import LanguageSample, document_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("La célula es la unidad más pequeña que tiene vida por sí misma.", "es"),
        ("Die Stichprobe ist ein Teil der Grundgesamtheit.", "de"),
        ("A tuple is a sequence that cannot be changed once it is made.", "en"),
        ("元组是一种创建之后就不能修改的序列。", "zh"),
        ("الصف تسلسل لا يمكن تغييره بعد إنشائه.", "ar"),
        (
            "Krotka to ciąg, którego nie można zmienić po utworzeniu. Listy można zmieniać, a ich "
            "elementy dodawać i usuwać. Słownik przyporządkowuje klucze wartościom.",
            "pl",
        ),
        ("", ""),
        ("x = 1", ""),
    ],
)
def test_the_language_is_detected_from_the_text(text: str, code: str) -> None:
    assert document_language(text) == code


def test_code_does_not_hide_the_language() -> None:
    text = "Con `for` se recorre una lista. La función devuelve la suma de los números.\n"
    code = "```python\nfor number in numbers:\n    total += number\n```\n"
    assert document_language((text + code) * 3) == "es"


def test_the_chunks_pass_unchanged() -> None:
    chunks = [{"text": "Los átomos forman moléculas y las moléculas forman células."}] * 3
    sample = LanguageSample()
    assert list(sample.seen(iter(chunks))) == chunks  # type: ignore[arg-type]
    assert sample.language() == "es"
