from __future__ import annotations

import pytest

from annotator.text.encodings import candidates

FRENCH = "Le ministre a déclaré que la réforme était « nécessaire » et qu’elle sera votée à l’été. Où êtes-vous ?"
TEXTS = {
    "cp1252": FRENCH,
    "cp1250": "Premier powiedział, że większość głosów została źle policzona. Będzie więcej, są i mają pięć łodzi.",
    "cp1251": "Министр заявил, что паром должен остаться. «Мы готовы», — сказал он сегодня.",
    "koi8-r": "Министр заявил, что паром должен остаться. Мы готовы к переговорам.",
    "cp866": "Министр заявил, что паром должен остаться. Мы готовы к переговорам.",
    "cp1253": "Ο υπουργός δήλωσε ότι η κυβέρνηση είναι έτοιμη για διαπραγματεύσεις.",
    "cp1256": "قال الوزير إن الحكومة مستعدة للتفاوض مع جميع الأطراف، وأضاف أن الاجتماع سيعقد غدا.",
    "gb18030": "外交部发言人表示，中国愿意同各方进行谈判。会议将于明天在北京举行。",
    "big5": "外交部發言人表示，願意與各方進行談判。會議將於明天在臺北舉行。",
    "cp932": "外務省の報道官は、すべての当事者と交渉する用意があると述べた。",
    "euc_jp": "外務省の報道官は、すべての当事者と交渉する用意があると述べた。",
    "cp949": "외교부 대변인은 모든 당사자와 협상할 준비가 되어 있다고 말했다. 회의는 내일 열린다.",
    "utf-16-le": FRENCH,
    "utf-16-be": "外交部发言人表示，中国愿意同各方进行谈判。",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_the_right_encoding_is_offered_first_but_never_as_sure(encoding: str):
    text = (TEXTS[encoding] + "\n") * 4

    first = candidates(text.encode(encoding))[0]

    assert (first.encoding, first.valid, first.sure) == (encoding, True, False)


def test_utf8_is_sure_and_the_others_show_why_they_are_not():
    offered = {one.encoding: one for one in candidates(("The “union,” – Rome’s गृहपृष्ठ\n" * 3).encode())}

    assert (offered["utf-8"].sure, offered["utf-8"].unlikely, offered["utf-8"].label) == (True, 0, "UTF-8")
    assert "“union,”" in offered["utf-8"].sample
    assert next(iter(offered)) == "utf-8"
    assert all(one.unlikely > 0 for name, one in offered.items() if name != "utf-8" and one.valid)


def test_windows_1252_goes_first_among_equals():
    offered = [one.encoding for one in candidates(b"caf\xe9")]

    assert offered[0] == "cp1252"
    assert "utf-8" in offered


def test_an_encoding_with_a_bad_byte_is_shown_as_not_of_this_file():
    utf8 = next(one for one in candidates(FRENCH.encode("cp1252")) if one.encoding == "utf-8")

    assert (utf8.valid, utf8.sure) == (False, False)
    assert utf8.sample


def test_a_plain_text_shows_its_beginning():
    first = candidates(b"Ferry to stay open\nThe ferry will stay open.")[0]

    assert (first.encoding, first.sample) == ("utf-8", "Ferry to stay open The ferry will stay open.")
