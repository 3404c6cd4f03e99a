"""What a change adds to the findings of a book is what it adds around the records that change."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from proving import proven
from tied_records import RECORDS, register_of, sound_records

from ledger.desk.findings import findings_of, new_findings
from ledger.rates import ecb_rates

TODAY = date(2025, 6, 2)


def rates():
    return (ecb_rates(),)


@given(there=sound_records(), changed=st.lists(RECORDS, min_size=1, max_size=2, unique_by=lambda record: record.id))
@settings(max_examples=proven(20, 600), deadline=None)
def test_the_findings_around_a_change_are_those_of_the_whole_book(there, changed):
    others = [record for key, record in there.items() if key not in {record.id for record in changed}]
    whole = new_findings(tuple(there.values()), (*others, *changed), {"gone"}, (), rates, today=TODAY)

    assert findings_of(register_of(there.values()), changed, (), rates, today=TODAY) == whole
