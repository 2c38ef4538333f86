"""What the shipped files say, as plain rows."""

import pytest

from companies.reference.readers import read, successors


@pytest.mark.parametrize(
    ("scheme", "code", "became"),
    [
        ("ateco-2025", "107110", ("10.71.10",)),
        ("ateco-2025", "011110", ("01.11.00",)),
        ("ateco-2025", "970000", ("97.00.10", "97.00.90")),  # of 2007 only
        ("nace-2.1", "1071", ("10.71",)),
        ("nace-2.1", "0113", ("01.13",)),
    ],
)
def test_a_former_code_is_known_by_what_it_became(scheme, code, became):
    assert successors(scheme)[code] == became


@pytest.mark.parametrize(("scheme", "file", "level"), [("ateco-2025", "ateco_2025", "6"), ("nace-2.1", "nace_21", "4")])
def test_every_successor_is_a_code_of_today(scheme, file, level):
    today = {row["code"] for row in read(f"{file}.csv") if row["level"] == level}
    assert {code for codes in successors(scheme).values() for code in codes} <= today


def test_the_editions_do_not_mix():
    assert "1071" not in successors("ateco-2025")
    assert "107110" not in successors("nace-2.1")
