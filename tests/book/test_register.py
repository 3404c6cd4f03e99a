"""What a few changed records are held to is what the whole book is held to."""

from hypothesis import given, settings
from hypothesis import strategies as st
from proving import proven
from tied_records import RECORDS, register_of, sound_records

from ledger.book.index import named_by
from ledger.records import structure_problems


@given(
    there=sound_records(),
    stated=st.lists(RECORDS, max_size=3),
    others=st.lists(st.tuples(st.sampled_from(["withdraw", "restore"]), st.sampled_from("abcdefghpqrs")), max_size=3),
)
@settings(max_examples=proven(20, 400), deadline=None)
def test_the_ties_of_changed_records_tell_what_those_of_all_records_tell(there, stated, others):
    register, live, gone = register_of(there.values()), dict(there), {}
    changed = [record.id for record in stated]
    for seq, record in enumerate(stated, start=50):
        action = "amend" if record.id in live else "record"
        register.follow(action, seq, "2025-06-10", record.id, record)
        live[record.id] = record
    for seq, (action, key) in enumerate(others, start=60):
        source, target = (live, gone) if action == "withdraw" else (gone, live)
        # The door withdraws nothing that another record needs.
        if key in source and not (action == "withdraw" and register.index.needing(key)):
            target[key] = source.pop(key)
            register.follow(action, seq, "2025-06-10", key, None)
            changed.append(key)

    whole = structure_problems(live.values(), {"gone", *gone})
    assert register.tie_problems(changed) == whole


@given(there=sound_records(), record=RECORDS)
@settings(max_examples=proven(20, 400), deadline=None)
def test_around_a_record_is_all_that_is_tied_to_it_however_far(there, record):
    around = register_of(there.values()).around([record])

    ids = {it.id for it in around}
    assert [it.id for it in around] == sorted(ids)
    assert ids.issuperset({record.id, *named_by(record)} & there.keys())
    for other in there.values():
        assert other.id in ids or ids.isdisjoint(named_by(other))
        assert other.id not in ids or ids.issuperset(named_by(other) & there.keys())
