from datetime import UTC, date, datetime

import pytest

from ledger.rates import Basis


@pytest.mark.parametrize("text", ["announced", "month", "year", "on:2025-06-02"])
def test_a_basis_is_written_as_it_is_read(text):
    assert str(Basis.parse(text)) == text


def test_the_basis_on_names_its_day():
    assert Basis.parse("on:2025-06-02") == Basis("on", date(2025, 6, 2))


@pytest.mark.parametrize("text", ["", "today", "on", "on:", "on:2025-02-30", "on:2.6.2025", "month:", "year:2025"])
def test_anything_else_is_refused_with_a_list_of_the_bases(text):
    with pytest.raises(ValueError, match="announced, month, year or on:DATE"):
        Basis.parse(text)


def test_only_the_basis_on_has_a_day():
    with pytest.raises(ValueError):
        Basis("month", date(2025, 6, 2))
    with pytest.raises(ValueError):
        Basis("on")


@pytest.mark.parametrize("kind", ["quarter", "", None, "on:2025-06-02"])
def test_there_are_no_other_kinds(kind):
    with pytest.raises(ValueError, match="announced, month, year or on:DATE"):
        Basis(kind)


@pytest.mark.parametrize("day", ["2025-06-02", datetime(2025, 6, 2, tzinfo=UTC)])
def test_the_day_of_a_basis_is_a_day(day):
    with pytest.raises(TypeError, match="the day of a basis is a day such as"):
        Basis("on", day)
