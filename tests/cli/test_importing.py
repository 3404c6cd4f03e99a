def test_a_file_with_a_long_name_is_named_as_the_user_named_it(run, own_folder):
    path = own_folder / f"{'x' * 150}.jsonl"
    path.write_text('{"record": "pledge"}\n', encoding="utf-8")

    assert run("check", path).err.startswith(f"{path}:1:record: FORM error")
