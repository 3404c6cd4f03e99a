"""Drafts of mapping files for tables with headings in the languages of the donors."""

import tomllib

import pytest

from ledger.intake import draft_mapping


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        ("Lp;Darczyńca;Odbiorca;Opis;Kwota;Waluta;Data ogłoszenia", "Polska;Ukraina;Czołgi Niemcy;Mołdawia;Namioty"),
        ("№;Донор;Одержувач;Назва;Сума;Валюта;Дата", "Польща;Україна;Танки Німеччина;Молдова;Намети"),
        ("nr;giver;mottaker;tiltak;beløp;valuta;dato", "Norge;Ukraina;Telt Sverige;Moldova;Båter"),
        (
            "nr;País donante;Beneficiario;Descripción;Importe;Moneda;Fecha",
            "España;Ucrania;Tiendas Polonia;Moldavia;Botes",
        ),
        ("Nr;Geber;Empfänger;Maßnahme;Betrag;Währung;Datum", "Norwegen;Ukraine;Zelte Schweden;Moldau;Boote"),
        ("Nr;Donateur;Bénéficiaire;Intitulé;Montant;Devise;Date", "Norvège;Ukraine;Tentes Suède;Moldavie;Bateaux"),
    ],
)
def test_headings_of_many_languages_are_known(tmp_path, headings, rows):
    path = tmp_path / "aid.csv"
    lines = [
        f"{number};{parties};{number}200000;EUR;2025-06-0{number}" for number, parties in enumerate(rows.split(" "), 1)
    ]
    path.write_text("\n".join((headings, *lines)), encoding="utf-8")

    text, problems = draft_mapping(path)

    columns = tomllib.loads(text)["columns"]
    names = ("id", "donor", "recipient", "title", "amount", "currency", "announced")
    assert problems == ()
    assert [columns.get(name) for name in names] == headings.split(";")


def test_a_norwegian_table_of_codes_and_days_is_drafted(tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text(
        "giver,dato,kategori,formaal\nNorway,2025-06-02,Military,Telt\nSweden,2025-06-03,Humanitarian,Mat\n",
        encoding="utf-8",
    )

    columns = tomllib.loads(draft_mapping(path)[0])["columns"]

    assert columns == {"donor": "giver", "announced": "dato", "category": "kategori"}
