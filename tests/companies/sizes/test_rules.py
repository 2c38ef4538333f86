from decimal import Decimal

import pytest

from companies.sizes.rules import SizeClass, explain_size, size_class


@pytest.mark.parametrize(
    ("people", "turnover", "balance", "answer"),
    [
        (9, 2_000_000, None, SizeClass.MICRO),
        (9, None, 2_000_000, SizeClass.MICRO),
        (Decimal("9.9"), 0, 0, SizeClass.MICRO),
        (10, 1_000_000, 1_000_000, SizeClass.SMALL),
        (9, 2_000_001, 2_000_001, SizeClass.SMALL),
        (9, 2_000_001, 2_000_000, SizeClass.MICRO),
        (49, 10_000_000, 99_000_000, SizeClass.SMALL),
        (50, 10_000_000, 10_000_000, SizeClass.MEDIUM),
        (249, 99_000_000, 43_000_000, SizeClass.MEDIUM),
        (249, 50_000_001, 43_000_001, SizeClass.LARGE),
        (250, 1, 1, SizeClass.LARGE),
        (250, None, None, SizeClass.LARGE),
        (None, 1, 1, SizeClass.UNKNOWN),
        (9, None, None, SizeClass.UNKNOWN),
        (9, 2_000_001, None, SizeClass.UNKNOWN),
    ],
)
def test_the_class_follows_the_recommendation(
    people: object, turnover: object, balance: object, answer: SizeClass
) -> None:
    amounts = [None if value is None else Decimal(value) for value in (people, turnover, balance)]
    assert size_class(*amounts) == answer


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ((9, 1_000_000, None), "fewer than 10 people"),
        ((20, 5_000_000, None), "fewer than 50 people"),
        ((300, None, None), "250 people or more"),
        ((100, 60_000_000, 50_000_000), "above both ceilings"),
        ((None, None, None), "Say how many people"),
        ((9, None, None), "Say the turnover or the balance sheet"),
        ((9, 3_000_000, None), "Say also the other amount"),
    ],
)
def test_the_explanation_names_the_ceiling_that_decided(figures: tuple[object, ...], said: str) -> None:
    amounts = [None if value is None else Decimal(value) for value in figures]  # type: ignore[arg-type]
    assert said in str(explain_size(*amounts))
