import pytest

from ledger.foundation import Place, bytes_of


class BrokenOff:
    """A stream that breaks off."""

    def __init__(self, fault):
        self.fault = fault

    def read(self):
        raise self.fault


@pytest.mark.parametrize(("fault", "words"), [(EOFError("cut off"), '"cut off"'), (EOFError(), '"EOFError"')])
def test_what_breaks_off_is_told_in_its_own_words_or_by_the_name_of_its_fault(fault, words):
    problem = bytes_of(BrokenOff(fault), "data", Place(file="stream-1"))

    assert (problem.code, str(problem.place), problem.found) == ("FILE", "stream-1", words)
