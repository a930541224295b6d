from __future__ import annotations

import pytest

from annotator.text.language import language_of, languages_of

ARTICLES = [
    ("The foreign ministry said that the tariffs on fish must fall by the summer.", "en"),
    ("Die Koalition hat sich auch nach stundenlangen Gesprächen nicht geeinigt.", "de"),
    ("Le gouvernement a annoncé vendredi qu’il repoussait la réforme à l’automne.", "fr"),
    ("सरकारले नयाँ नीति ल्याउने तयारी गरिरहेको प्रवक्ताले जानकारी दिएका छन्।", "ne"),
    ("قال متحدث باسم الحكومة يوم الجمعة إن قرار رفع الرسوم سيؤجل إلى الخريف.", "ar"),
    ("外交部发言人在例行记者会上表示，中方愿意同各方进行谈判。", "zh"),
]


@pytest.mark.parametrize(("text", "language"), ARTICLES)
def test_the_language_of_an_article(text: str, language: str):
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "OK", "Jane Doe", "1234567890 " * 20])
def test_a_text_too_short_to_tell_is_in_no_language(text: str):
    assert language_of(text) == ""


def test_many_texts_are_told_together_as_each_is_alone():
    whole = [text for text, _language in ARTICLES]
    texts = [
        *whole,
        "",
        "OK",
        "1234567890 " * 20,
        " " * 60 + "Jane Doe",
        *map(str.upper, whole),
        "\udc80 halved signs in a text that is long",
    ]
    for length in range(20, 60, 3):
        texts += [text[:length] for text in whole]
    for one in whole:  # of two languages, so that neither is sure
        texts += [f"{one[:30]} {other[:30]}" for other in whole]

    assert languages_of(texts) == [language_of(text) for text in texts]


def test_no_texts_are_in_no_language():
    assert languages_of([]) == []
