"""What is legal: the typed records, their code lists, and their way from and to text."""

from ledger.records.amount import Amount, Bounds
from ledger.records.codes import CURRENCIES, Currency, code_list, nearest, rows
from ledger.records.commitment import Commitment
from ledger.records.flat import Plan, cells_of, values_of
from ledger.records.headings import (
    HEADINGS,
    Form,
    Heading,
    Kind,
    form_of,
    heading_of,
    in_headings,
    is_group,
    name_at,
    name_in_record,
    rank,
)
from ledger.records.home import home_currencies
from ledger.records.item import Item
from ledger.records.joint import JointDonor, Portion, together
from ledger.records.life import outside_life
from ledger.records.lineage import Lineage, dump_lineage, next_row
from ledger.records.membership import GROUP_MEMBERS, GROUPS, groups_of, is_member, members
from ledger.records.names import (
    country_code,
    find_party,
    names_of,
    near_parties,
    party_candidates,
    party_doubt,
    party_name,
    party_names,
)
from ledger.records.parse import (
    Parsed,
    Record,
    all_but_id,
    dump_record,
    id_stem,
    mint_id,
    parse_json,
    parse_record,
    problems_of,
    validate,
)
from ledger.records.party import Party
from ledger.records.relation import Relation, RelationKind
from ledger.records.scalars import (
    CurrencyCode,
    Day,
    Exact,
    GroupKey,
    Handling,
    Identifier,
    Line,
    Paragraph,
    PartyKey,
    YearStart,
    expected,
)
from ledger.records.source import Source
from ledger.records.structure import structure_problems
from ledger.records.term import Term
from ledger.records.transaction import Transaction

__all__ = [
    "CURRENCIES",
    "GROUPS",
    "GROUP_MEMBERS",
    "HEADINGS",
    "Amount",
    "Bounds",
    "Commitment",
    "Currency",
    "CurrencyCode",
    "Day",
    "Exact",
    "Form",
    "GroupKey",
    "Handling",
    "Heading",
    "Identifier",
    "Item",
    "JointDonor",
    "Kind",
    "Line",
    "Lineage",
    "Paragraph",
    "Parsed",
    "Party",
    "PartyKey",
    "Plan",
    "Portion",
    "Record",
    "Relation",
    "RelationKind",
    "Source",
    "Term",
    "Transaction",
    "YearStart",
    "all_but_id",
    "cells_of",
    "code_list",
    "country_code",
    "dump_lineage",
    "dump_record",
    "expected",
    "find_party",
    "form_of",
    "groups_of",
    "heading_of",
    "home_currencies",
    "id_stem",
    "in_headings",
    "is_group",
    "is_member",
    "members",
    "mint_id",
    "name_at",
    "name_in_record",
    "names_of",
    "near_parties",
    "nearest",
    "next_row",
    "outside_life",
    "parse_json",
    "parse_record",
    "party_candidates",
    "party_doubt",
    "party_name",
    "party_names",
    "problems_of",
    "rank",
    "rows",
    "structure_problems",
    "together",
    "validate",
    "values_of",
]
