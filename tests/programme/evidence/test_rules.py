import pytest

from programme.evidence.rules import clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("bill.pdf", "bill.pdf"),
        ("Bolletta  di\tmarzo.PDF", "Bolletta di marzo.PDF"),
        ("C:\\Users\\Ana\\factură.pdf", "factură.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("factura\u0306.pdf", "factură.pdf"),  # as a Mac writes it
        ("inv\u202efdp.exe.pdf", "inv fdp.exe.pdf"),
        ("a\x00b\r\nSet-Cookie.pdf", "a b Set-Cookie.pdf"),
        (".pdf", "pdf"),
        ("...", "file"),
        ("", "file"),
        ("<script>.pdf", "<script>.pdf"),
    ],
)
def test_a_name_keeps_what_a_person_reads(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


def test_a_long_name_is_cut_before_its_suffix() -> None:
    kept = clean_name("b" * 400 + ".xlsx")
    assert len(kept) == 150
    assert kept.endswith("bbb.xlsx")
