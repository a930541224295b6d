from __future__ import annotations

import pytest

from annotator.text.datelines import dateline_of, is_dateline


@pytest.mark.parametrize(
    "dateline",
    [
        "SOUTH SUDAN – ",
        "KATHMANDU, June 3 – ",
        "NEW YORK — ",
        "PARIS/BERLIN — ",
        "WASHINGTON (AP) — ",
        "SEOUL, South Korea (AP) — ",
        "LONDON, England (CNN) -- ",
        "Rome, June 3 (Reuters) - ",
        "Kathmandu, June 3: ",
        "Berlin – ",
        "Berlin (dpa) - ",
        "Paris, le 3 juin – ",
        "Madrid, 3 jun (EFE).- ",
        "МОСКВА, 3 июн — РИА Новости. ",
        "Москва. 3 июня. INTERFAX.RU - ",
        "القاهرة (رويترز) - ",
        "काठमाडौँ, ३ असार – ",
        "काठमाडौं । ",
        "नई दिल्ली: ",
        "新华社北京6月3日电（记者张三）",
        "（北京3日讯）",
        "【北京共同】",
        "(서울=연합뉴스) 홍길동 기자 = ",
    ],
)
def test_the_dateline_ends_where_the_text_begins(dateline: str):
    assert dateline_of(dateline + "The ferry") == (len(dateline.rstrip()), len(dateline))


@pytest.mark.parametrize(
    "paragraph",
    [
        "Reed – the president – said",
        "Inflation – once thought dead – is back",
        "NATO – the alliance – will meet",
        "US – China trade fell",
        "EU-China talks broke down",
        "The minister - who left - said so",
        "He said: the ferry",
        "WAR AND PEACE: the",
        "SOUTH SUDAN –",
    ],
)
def test_other_beginnings_are_no_datelines(paragraph: str):
    assert dateline_of(paragraph) is None


def test_a_dateline_on_a_line_of_its_own():
    assert is_dateline("KATHMANDU, June 3")
    assert is_dateline("Rome, June 3 –")
    assert not is_dateline("BREAKING NEWS")
    assert not is_dateline("Storm kills 3 in June")
