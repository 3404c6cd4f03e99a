"""``parties``: whom a name means, and who belonged to a group on a day."""


def test_a_name_is_shown_with_its_key_and_its_groups_on_the_day(run):
    before = run("parties", "Suède", "--on", "2024-03-06", "--json").json["parties"]
    after = run("parties", "Suède", "--on", "2024-03-07", "--json").json["parties"]

    assert [(it["text"], it["key"], it["name"], it["groups"]) for it in before] == [("Suède", "SWE", "Sweden", ["EU"])]
    assert after[0]["groups"] == ["EU", "NATO"]


def test_an_ambiguous_name_is_a_warning_with_its_candidates_and_no_key(run):
    shown = run("parties", "Korea", "--json")

    assert (shown.code, shown.codes) == (0, ["PARTY"])
    assert shown.json["parties"][0]["key"] is None
    assert shown.json["parties"][0]["candidates"] == ["KOR", "PRK"]
    assert "KOR or PRK" in run("parties", "Korea").out


def test_an_unknown_name_is_a_warning_with_the_nearest(run):
    assert "perhaps GBR (United Kingdom)" in run("parties", "Untied Kingdom").err


def test_a_group_shows_its_members_on_the_day(run):
    shown = run("parties", "nato", "--on", "2023-04-04")

    assert "North Atlantic Treaty Organization (31): ALB, BEL, " in shown.out
    assert "FIN" in shown.out
    assert "SWE" not in shown.out


def test_a_group_that_is_no_party_is_no_doubt(run):
    shown = run("parties", "euro area", "--json")

    assert shown.codes == []
    assert len(shown.json["parties"][0]["members"]) == 21


def test_a_malformed_day_is_wrong_use(run):
    shown = run("parties", "Sweden", "--on", "yesterday")

    assert shown.code == 2
    assert "--on: FORM error" in shown.err
