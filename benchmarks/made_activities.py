"""A file of IATI of any size, as a publisher writes one: the same for the same number of activities."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, repeat
from pathlib import Path
from random import Random

PLACES = ("UA", "MD", "PL", "GE", "RO")
CURRENCIES = ("EUR", "USD", "GBP", "SEK")
PAYMENTS = 3
_FIRST_DAY = date(2022, 2, 24)
_ACTIVITY = """\
<iati-activity default-currency="{currency}" xml:lang="en">
<iati-identifier>XM-EXAMPLE-{number}</iati-identifier>
<reporting-org ref="XM-EXAMPLE" type="10"><narrative>Example Agency</narrative></reporting-org>
<title><narrative>Aid number {number}</narrative></title>
<description type="1"><narrative>What activity {number} does, in one sentence.</narrative></description>
<participating-org ref="XM-EXAMPLE" role="1" type="10"><narrative>Example Agency</narrative></participating-org>
<participating-org role="4" type="22"><narrative>Partner {partner}</narrative></participating-org>
<activity-status code="2"/>
<activity-date iso-date="{day}" type="2"/>
<recipient-country code="{place}" percentage="100"/>
<sector code="72010" vocabulary="1"/>
<default-finance-type code="110"/>
{transactions}</iati-activity>
"""
_TRANSACTION = """\
<transaction ref="{ref}">
<transaction-type code="{kind}"/>
<transaction-date iso-date="{day}"/>
<value value-date="{day}">{value}.00</value>
<description><narrative>Tranche {ref}</narrative></description>
<provider-org ref="XM-EXAMPLE"><narrative>Example Agency</narrative></provider-org>
<receiver-org><narrative>Partner {partner}</narrative></receiver-org>
</transaction>
"""


def write_activities(path: Path, number: int) -> None:
    """Write that many activities, each with one commitment and three payments."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n')
        stream.writelines(_activities(Random(1), number))
        stream.write("</iati-activities>\n")


def _activities(chance: Random, number: int) -> Iterator[str]:
    for at in range(number):
        partner, day = chance.randrange(40), _FIRST_DAY + timedelta(days=chance.randrange(1000))
        transactions = [
            _TRANSACTION.format(
                ref=f"{at}-{place}",
                kind=kind,
                day=day + timedelta(days=30 * place),
                value=chance.randrange(10**5, 10**8),
                partner=partner,
            )
            for place, kind in enumerate(chain((2,), repeat(3, PAYMENTS)))
        ]
        yield _ACTIVITY.format(
            number=at,
            partner=partner,
            day=day,
            place=chance.choice(PLACES),
            currency=chance.choice(CURRENCIES),
            transactions="".join(transactions),
        )
