"""Files as central banks publish them; the figures are ours where the ECB's history does not hold them to account."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from proving import proven

from ledger.rates import Quote, against_others, doubtful_quotes, ecb_rates, read_rates, xml_files

JUNE = date(2025, 6, 2)


def sound(data: str | bytes, **stated: str):
    rates, problems = read_rates("bank", data if isinstance(data, bytes) else data.encode(), **stated)
    assert problems == ()
    assert rates is not None
    return rates


def faults(data: str | bytes, **stated: str) -> list[tuple[str, str]]:
    rates, problems = read_rates("bank", data if isinstance(data, bytes) else data.encode(), **stated)
    assert rates is None
    assert all(problem.code == "FX-FEED" and problem.remedy for problem in problems)
    return [(str(problem.place), problem.found) for problem in problems]


# The European Central Bank

ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>
    <Cube time="2025-06-02"><Cube currency="USD" rate="1.1419"/><Cube currency="GBP" rate="0.8434"/></Cube>
    <Cube time="2025-05-30"><Cube currency="USD" rate="1.1339"/></Cube>
  </Cube>
</gesmes:Envelope>
"""


def test_the_xml_of_the_ecb_names_its_publisher():
    rates = sound(ENVELOPE)

    assert (rates.base, rates.direction) == ("EUR", "units_per_base")
    assert rates.source == "European Central Bank, euro foreign exchange reference rates"
    assert rates.quote_on_or_before("USD", JUNE) == Quote("1.1419", day=JUNE)
    assert rates.first_day == date(2025, 5, 30)


def test_a_comment_between_rates_is_none_of_them():
    commented = ENVELOPE.replace('<Cube currency="GBP"', '<!-- sterling --><?page 2?><Cube currency="GBP"')

    assert sound(commented).quotes == sound(ENVELOPE).quotes


@pytest.mark.parametrize(
    ("was", "becomes", "place"),
    [
        ('rate="1.1419"', 'rate="1,1419"', "bank:6:rate"),
        ('currency="GBP"', 'currency="XXZ"', "bank:6:currency"),
        ('time="2025-05-30"', 'time="2025-02-30"', "bank:7:time"),
        ('time="2025-05-30"', 'time="2025-06-02"', "bank:7:rate"),
        ('currency="GBP"', 'currency="EUR"', "bank:6:currency"),
    ],
)
def test_a_fault_in_xml_has_its_line(was, becomes, place):
    assert [where for where, _ in faults(ENVELOPE.replace(was, becomes))] == [place]


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE x [<!ENTITY a "1.1419">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">', "<!doctype x>"],
)
def test_xml_that_declares_anything_is_not_read(declaration):
    head, _, rest = ENVELOPE.partition("\n")

    assert faults(f"{head}\n{declaration}\n{rest}") == [("bank", "XML with declarations of its own")]


def test_xml_that_breaks_off_or_is_of_somebody_else_is_refused():
    assert faults(ENVELOPE[:-30])[0][1].startswith("XML that is broken or breaks off (")
    assert faults("<iati-activities version='2.03'/>") == [("bank:1", 'XML that begins with "iati-activities"')]
    assert faults("<exchange></exchange>") == [("bank", "no rates")]


@pytest.mark.parametrize(
    ("was", "becomes", "root"),
    [
        ("http://www.gesmes.org/xml/2002-08-01", "http://schemas.xmlsoap.org/soap/envelope/", "Envelope"),
        ("gesmes:Envelope", "gesmes:Message", "Message"),
    ],
)
def test_only_an_envelope_of_gesmes_is_read_as_the_ecbs(was, becomes, root):
    assert faults(ENVELOPE.replace(was, becomes)) == [("bank:1", f'XML that begins with "{root}"')]


SDMX = """KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-05-30,1.1339,A,US dollar/Euro
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-06-02,1.1419,A,US dollar/Euro
EXR.D.SEK.EUR.SP00.A,D,SEK,EUR,SP00,A,2025-06-02,NaN,H,Swedish krona/Euro
"""
GENERIC = """<message:GenericData xmlns:message="m" xmlns:generic="g"><message:Header/><message:DataSet>
<generic:Series><generic:SeriesKey><generic:Value id="FREQ" value="D"/><generic:Value id="CURRENCY" value="USD"/>
<generic:Value id="CURRENCY_DENOM" value="EUR"/><generic:Value id="EXR_TYPE" value="SP00"/></generic:SeriesKey>
<generic:Obs><generic:ObsDimension value="2025-06-02"/><generic:ObsValue value="1.1419"/></generic:Obs>
<generic:Obs><generic:ObsDimension value="2025-05-30"/><generic:ObsValue value="1.1339"/></generic:Obs>
</generic:Series></message:DataSet></message:GenericData>"""
SPECIFIC = """<message:StructureSpecificData xmlns:message="m"><message:DataSet>
<Series FREQ="D" CURRENCY="USD" CURRENCY_DENOM="EUR" EXR_TYPE="SP00" EXR_SUFFIX="A" UNIT_MULT="0">
<Obs TIME_PERIOD="2025-05-30" OBS_VALUE="1.1339" OBS_STATUS="A"/><Obs TIME_PERIOD="2025-06-02" OBS_VALUE="1.1419"/>
</Series></message:DataSet></message:StructureSpecificData>"""
COMPACT = SPECIFIC.replace("StructureSpecificData", "CompactData")
PORTAL = """"DATE","TIME PERIOD","US dollar/Euro (EXR.D.USD.EUR.SP00.A)"
"2025-05-30","30 May 2025","1.1339"
"2025-06-02","02 Jun 2025","1.1419"
"""


@pytest.mark.parametrize("data", [SDMX, GENERIC, SPECIFIC, COMPACT, PORTAL])
def test_the_data_portal_of_the_ecb_is_read_in_all_its_forms(data):
    rates = sound(data)

    assert (rates.base, rates.direction, rates.currencies) == ("EUR", "units_per_base", ("USD",))
    assert rates.quotes["USD"].values == ("1.1339", "1.1419")
    assert against_others(rates, [ecb_rates()]) == ()


@pytest.mark.parametrize(
    ("was", "becomes", "found"),
    [
        (",D,USD", ",M,USD", ("bank:2:FREQ", '"M"')),
        ("SP00,A,2025-05-30", "EN00,A,2025-05-30", ("bank:2:EXR_TYPE", '"EN00"')),
        ("USD,EUR,SP00,A,2025-06-02", "USD,GBP,SP00,A,2025-06-02", ("bank:3", "rates against GBP, where line 2 has")),
        ("D,USD,EUR", "D,,EUR", ("bank:2", "a value without its currencies")),
    ],
)
def test_sdmx_of_anything_but_daily_spot_rates_of_one_base_is_refused(was, becomes, found):
    place, words = faults(SDMX.replace(was, becomes))[0]

    assert place == found[0]
    assert words.startswith(found[1])


def test_each_kind_of_unfit_value_of_sdmx_and_each_further_base_is_told():
    unfit = SDMX.replace("SP00,A,2025-05-30", "EN00,A,2025-05-30").replace(
        "SP00,A,2025-06-02,NaN", "EN01,A,2025-06-02,1"
    )
    further = SDMX.replace("USD,EUR,SP00,A,2025-06-02", "USD,GBP,SP00,A,2025-06-02").replace("SEK,EUR", "SEK,CHF")

    assert [place for place, _ in faults(unfit)] == ["bank:2:EXR_TYPE", "bank:4:EXR_TYPE"]
    assert [place for place, _ in faults(further)] == ["bank:3", "bank:4"]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-06-02,1x,A,US dollar/Euro", "bank:5:OBS_VALUE"),
        ("EXR.D.XXZ.EUR.SP00.A,D,XXZ,EUR,SP00,A,2025-06-02,1.1,A,Zed/Euro", "bank:5:CURRENCY"),
        ("EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-06-31,1.1,A,US dollar/Euro", "bank:5:TIME_PERIOD"),
    ],
)
def test_a_faulty_value_of_sdmx_is_told_once(line, place):
    assert [where for where, _ in faults(f"{SDMX}{line}\n")] == [place]


# Norges Bank

NORGES = """FREQ;Frequency;BASE_CUR;Base Currency;QUOTE_CUR;Quote Currency;TENOR;Tenor;DECIMALS;CALCULATED;UNIT_MULT;Unit Multiplier;TIME_PERIOD;OBS_VALUE
B;Business;USD;US dollar;NOK;Norwegian krone;SP;Spot;4;false;0;Units;2025-06-02;10.1234
B;Business;SEK;Swedish krona;NOK;Norwegian krone;SP;Spot;2;false;2;Hundreds;2025-06-02;105.71
"""  # noqa: E501 - lines as the bank publishes them


@pytest.mark.parametrize("data", [NORGES, NORGES.replace("10.1234", "10,1234").replace("105.71", "105,71")])
def test_norges_bank_quotes_kroner_for_one_or_a_hundred(data):
    rates = sound(data)

    assert (rates.base, rates.direction, rates.source) == ("NOK", "base_per_unit", "Norges Bank")
    assert rates.quote_on_or_before("SEK", JUNE) == Quote("105.71", day=JUNE, unit=100)
    assert rates.quote_on_or_before("USD", JUNE) == Quote("10.1234", day=JUNE)


# Bank of Canada

CANADA = """\ufeff"TERMS AND CONDITIONS"
"https://www.bankofcanada.ca/terms/"

"NAME"
"Daily exchange rates"

"SERIES"
"id","label","description"
"FXEURCAD","EUR/CAD","European euro to Canadian dollar daily exchange rate"
"FXUSDCAD","USD/CAD","US dollar to Canadian dollar daily exchange rate"

"OBSERVATIONS"
"date","FXEURCAD","FXUSDCAD"
"2025-05-30","1.5612","1.3758"
"2025-06-02","1.5664",""
"""


def test_the_bank_of_canada_says_base_and_direction_in_its_series():
    rates = sound(CANADA)

    assert (rates.base, rates.direction, rates.source) == ("CAD", "base_per_unit", "Bank of Canada")
    assert rates.quotes["USD"].values == ("1.3758",)
    assert against_others(rates, [ecb_rates()]) == ()


def test_a_canadian_series_the_other_way_round_is_turned():
    rates = sound(CANADA.replace("FXUSDCAD", "FXCADUSD").replace("1.3758", "0.7268"))

    assert rates.turned == {"USD"}
    assert rates.per_base("USD", Quote("0.7268", JUNE).per_one) == Quote("0.7268", JUNE).per_one
    assert against_others(rates, [ecb_rates()]) == ()


def test_means_of_months_are_no_rates_of_days():
    (place, found), *_ = faults(CANADA.replace("FXUSDCAD", "FXMUSDCAD"))

    assert (place, found) == ("bank:13", 'the series "FXMUSDCAD"')


def test_a_canadian_preface_without_its_publisher_leaves_it_open():
    data = CANADA.replace("www.bankofcanada.ca", "example.org")

    assert faults(data) == [("bank", "rates of which the file does not say the publisher")]
    assert sound(data, source="Bank of Canada").source == "Bank of Canada"


# National Bank of Ukraine

UKRAINE = """<?xml version="1.0" encoding="utf-8"?>
<exchange>
<currency><r030>840</r030><txt>Долар</txt><rate>41.6</rate><cc>USD</cc><exchangedate>02.06.2025</exchangedate></currency>
<currency><r030>978</r030><txt>Євро</txt><rate>47.5</rate><cc>EUR</cc><exchangedate>02.06.2025</exchangedate></currency>
<currency><r030>959</r030><txt>Золото</txt><rate>138.1</rate><cc>XAU</cc><exchangedate>02.06.2025</exchangedate></currency>
</exchange>
"""


def test_the_service_of_the_national_bank_of_ukraine_is_read_without_its_gold():
    rates = sound(UKRAINE)

    assert (rates.base, rates.direction, rates.currencies) == ("UAH", "base_per_unit", ("EUR", "USD"))
    assert rates.source == "National Bank of Ukraine, official exchange rates"
    assert rates.quote_on_or_before("EUR", JUNE) == Quote("47.5", day=JUNE)


JSON = """[
{"r030":840,"txt":"Долар США","rate":41.5300,"cc":"USD","exchangedate":"02.06.2025"},
{"r030":392,"txt":"Єна","rate":2.9014,"cc":"JPY","exchangedate":"02.06.2025","units":10,"rate_per_unit":0.29014},
{"r030":959,"txt":"Золото","rate":138000.1,"cc":"XAU","exchangedate":"02.06.2025"}
]"""


def test_the_json_of_that_service_keeps_each_digit():
    rates = sound(JSON)

    assert (rates.base, rates.direction, rates.currencies) == ("UAH", "base_per_unit", ("JPY", "USD"))
    assert rates.quotes["USD"].values == ("41.5300",)
    assert rates.quote_on_or_before("JPY", JUNE) == Quote("2.9014", day=JUNE, unit=10)


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        ("41.5300", "0", ("bank:1:rate", '"0"')),
        ("41.5300", "4153e-2", ("bank:1:rate", '"4153e-2"')),
        ("41.5300", "null", ("bank:1:rate", '""')),
        ('"units":10', '"units":7', ("bank:2:units", '"7"')),
        ('"cc":"JPY"', '"code":"JPY"', ("bank", "JSON of somebody else")),
        ("]", "", ("bank", "JSON that is broken or breaks off")),
    ],
)
def test_a_fault_in_json_has_the_number_of_its_entry(was, becomes, expected):
    assert faults(JSON.replace(was, becomes)) == [expected]


def test_json_nested_without_end_is_refused():
    assert faults("[" * 100_000) == [("bank", "JSON that is broken or breaks off")]


def test_a_page_in_ukrainian_with_semicolons_and_decimal_commas():
    data = "Дата;Код літерний;Кількість одиниць;Офіційний курс\n02.06.2025;JPY;10;2,9014\n02.06.2025;USD;1;41,53\n"
    rates = sound(data, base="UAH", direction="base_per_unit", source="National Bank of Ukraine")

    assert rates.quote_on_or_before("JPY", JUNE) == Quote("2.9014", day=JUNE, unit=10)
    assert rates.quote_on_or_before("USD", JUNE) == Quote("41.53", day=JUNE)


# Federal Reserve

FED = """"Series Description","AUSTRALIA -- SPOT EXCHANGE RATE US$/AUSTRALIAN $","EURO AREA","CANADA","JAPAN","SWEDEN"
"Unit:","Currency:_Per_AUD","Currency:_Per_EUR","Currency:_Per_USD","Currency:_Per_USD","Currency:_Per_USD"
"Multiplier:","1","1","1","1","1"
"Currency:","USD","USD","CAD","JPY","SEK"
"Unique Identifier: ","H10/H10/RXI$US_N.B.AL","H10/H10/RXI$US_N.B.EU","H10/H10/CA","H10/H10/JA","H10/H10/SD"
"Time Period","RXI$US_N.B.AL","RXI$US_N.B.EU","RXI_N.B.CA","RXI_N.B.JA","RXI_N.B.SD"
2025-05-30,0.6431,1.1346,1.3753,144.06,9.5887
2025-06-02,0.6490,1.1422,1.3728,142.79,ND
"""


def test_the_federal_reserve_quotes_some_currencies_the_other_way_round():
    rates = sound(FED)

    assert (rates.base, rates.direction, rates.turned) == ("USD", "units_per_base", {"AUD", "EUR"})
    assert rates.source == "Board of Governors of the Federal Reserve System, release H.10"
    assert (rates.direction_of("JPY"), rates.direction_of("EUR")) == ("units_per_base", "base_per_unit")
    assert against_others(rates, [ecb_rates()]) == ()


def test_an_index_among_the_series_of_the_federal_reserve_is_refused():
    (place, found), *more = faults(FED.replace('"Currency:_Per_AUD"', '"Index:_2006_100"'))

    assert (place, more) == ("bank:6:column 2", [])
    assert found == 'the unit "Index:_2006_100" with the multiplier "1"'


@pytest.mark.parametrize(
    ("was", "becomes", "found"),
    [
        ('"JPY"', '"XXZ"', '"XXZ"'),
        ('"JPY"', '"CAD"', "CAD for 1 USD"),
        (
            '"Currency:_Per_USD","Currency:_Per_USD","Currency:_Per_USD"',
            '"Currency:_Per_USD","Currency:_Per_CHF","Currency:_Per_USD"',
            "JPY for 1 CHF",
        ),
    ],
)
def test_a_series_of_the_federal_reserve_is_told_at_its_column(was, becomes, found):
    assert faults(FED.replace(was, becomes)) == [("bank:1:column 5", found)]


# Semicolons, decimal commas and workbooks


def test_our_own_format_may_be_saved_with_semicolons_and_decimal_commas():
    data = "date;currency;rate;base;direction;unit;source\n02.06.2025;USD;41,5289;UAH;base_per_unit;1;NBU\n"

    assert sound(data).quote_on_or_before("USD", JUNE) == Quote("41.5289", day=JUNE)


def test_a_wide_table_with_tabs_is_known_by_its_figures():
    assert sound("Date\tUSD\tGBP\n02.06.2025\t1,1419\t0,8434\n").base == "EUR"


def test_a_point_beside_decimal_commas_may_be_a_thousand():
    (place, found), *more = faults("Date;USD;IDR\n02.06.2025;1,1419;18.640\n")

    assert (place, found, more) == ("bank:2", '"18.640" beside decimal commas', [])


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.thorough
def test_a_workbook_is_read_as_the_same_table_in_text_would_be():
    rates = sound(workbook([], [["Date", "USD", "GBP"], [JUNE, 1.1419, 0.8434]]))

    assert (rates.base, rates.quotes["USD"].values, rates.quotes["GBP"].values) == ("EUR", ("1.1419",), ("0.8434",))


@pytest.mark.thorough
def test_an_error_in_a_cell_of_rates_is_told_at_the_cell():
    assert faults(workbook([["Date", "USD"], [JUNE, 1.1419], [date(2025, 6, 3), "#N/A"]]))[0] == (
        "bank:S0!B3",
        "the error #N/A",
    )


@pytest.mark.thorough
def test_a_workbook_has_one_filled_sheet():
    rows = [["Date", "USD"], [JUNE, 1.1419]]

    assert faults(workbook(rows, rows))[0] == ("bank", "a workbook with 2 filled sheets (S0, S1)")


@pytest.mark.parametrize(("further", "is_read"), [(0, True), (1, False)])
def test_xml_without_end_is_not_read(monkeypatch, further, is_read):
    # A million elements take eight seconds of a processor.
    assert xml_files.MOST_ELEMENTS == 1_000_000
    monkeypatch.setattr(xml_files, "MOST_ELEMENTS", 1_000)

    body = "<a/>" * (1_000 + further - 1)

    assert faults(f"<exchange>{body}</exchange>") == [("bank", "no rates" if is_read else "XML without end")]


def test_a_table_may_call_its_day_in_another_language():
    assert sound("Datum;USD;GBP\n02.06.2025;1,1419;0,8434\n").base == "EUR"


def test_a_file_of_32_mib_is_no_workbook_either():
    padding = b"PK\x03\x04xl/workbook.xml" + b" " * (32 * 1024 * 1024)

    assert faults(padding) == [("bank", f"{len(padding)} bytes")]


# Whatever comes


@given(st.sampled_from([ENVELOPE, JSON, SDMX, GENERIC, SPECIFIC, CANADA, UKRAINE, FED, NORGES, PORTAL]), st.data())
def test_no_damage_makes_a_reader_raise(whole, data):
    text = list(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.sampled_from('<>/"=,;\n 0A'))
    rates, problems = read_rates("any", "".join(text).encode())

    assert rates is not None or problems


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "stated", "base", "currencies"),
    [
        ("ecb_eurofxref_daily.csv", {}, "EUR", 29),
        ("boc_fx_rates_daily.csv", {}, "CAD", 26),
        *proven([], [("nbu_uah_1996-09_2022-07.csv", {"source": "National Bank of Ukraine"}, "UAH", 15)]),
    ],
)
def test_the_files_of_the_banks_themselves_are_sound(shared_data, name, stated, base, currencies):
    rates = sound((shared_data / "rates" / name).read_bytes(), **stated)

    assert (rates.base, len(rates.currencies)) == (base, currencies)
    assert (*doubtful_quotes(rates), *against_others(rates, [ecb_rates()])) == ()


@pytest.mark.thorough
def test_a_digest_of_the_federal_reserve_by_country_says_no_currencies(shared_data):
    (place, found), *more = faults((shared_data / "rates" / "fed_h10_monthly.csv").read_bytes())

    assert (place, more) == ("bank:1", [])
    assert found.startswith('"Date,Country,Exchange rate" without')
