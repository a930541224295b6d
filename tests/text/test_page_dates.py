from __future__ import annotations

import pytest

from annotator.text.page_dates import dates_of_line, the_date


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Friday 19th July 2024", "2024-07-19"),
        ("July 19, 2024", "2024-07-19"),
        ("Published: June 3, 2024 10:30 GMT | Updated: June 4, 2024", "2024-06-03"),
        ("2024-07-19", "2024-07-19"),
        ("2024-07-19T10:30:00+05:45", "2024-07-19"),
        ("03.04.2024, 10.30 Uhr", "2024-04-03"),
        ("19/07/2024", "2024-07-19"),
        ("03/03/2024", "2024-03-03"),
        ("Stand: 3. Juni 2024 um 10:15 Uhr", "2024-06-03"),
        ("Publié le 1er mars 2024 à 10h30", "2024-03-01"),
        ("viernes, 19 de julio de 2024", "2024-07-19"),
        ("quinta-feira, 4 de abril de 2024 às 10h", "2024-04-04"),
        ("19 июля 2024 г., 10:30", "2024-07-19"),
        ("الجمعة 19 يوليو 2024", "2024-07-19"),
        ("١٩ تموز ٢٠٢٤", "2024-07-19"),
        ("१९ जुलाई २०२४", "2024-07-19"),
        ("2024年7月19日 星期五 10:30", "2024-07-19"),
        ("2023年6月3日（土）午後5時", "2023-06-03"),
        ("입력 2024.07.19. 오전 10:30", "2024-07-19"),
        ("5 Haziran 2024 Çarşamba", "2024-06-05"),
        ("03/04/2024", ""),
        ("May 5", ""),
        ("31 February 2024", ""),
        ("२०८१ असार ४ गते मङ्गलबार", ""),
    ],
)
def test_a_line_that_is_a_date_names_its_day_if_that_is_certain(line: str, day: str):
    found = dates_of_line(line)

    assert found is not None
    assert the_date(found) == day


@pytest.mark.parametrize(
    "line", ["He left in 2024", "June 2024", "May 5 protesters return", "Monday", "Live at 10", "", "On 3 June the ferry closed.", "2024"]
)
def test_other_lines_are_no_dates(line: str):
    assert dates_of_line(line) is None
