"""``report --issue --sign`` and ``verify --key``: who holds a key signed these very bytes, and nothing more."""

import builtins
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from made import BRIEF
from typer.testing import CliRunner

from ledger.cli import options
from ledger.cli.main import app
from ledger.desk import signing

ISSUE = ("report", "small.toml", "--issue", "--reason", "for the minister", "--out", "sent.xlsx")
PEM, SSH, PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.PrivateFormat.PKCS8
needs_ssh = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="OpenSSH is not installed")


def write_pair(folder, name, *, seed=b"\1" * 32, form=SSH, phrase=None):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    hidden = serialization.BestAvailableEncryption(phrase) if phrase else serialization.NoEncryption()
    (folder / name).write_bytes(key.private_bytes(PEM, form, hidden))
    (folder / name).chmod(0o600)
    openssh = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    (folder / f"{name}.pub").write_bytes(key.public_key().public_bytes(*openssh) + b" ann@ministry\n")
    pem = serialization.PublicFormat.SubjectPublicKeyInfo
    (folder / f"{name}.pem").write_bytes(key.public_key().public_bytes(PEM, pem))


@pytest.fixture
def pair(own_folder):
    """A key `key`, its public halves `key.pub` (OpenSSH) and `key.pem`."""
    write_pair(own_folder, "key")


@pytest.fixture(autouse=True)
def _small(own_folder):
    (own_folder / "small.toml").write_text(BRIEF, encoding="utf-8")


@pytest.fixture(scope="module")
def _signed(demo_book, tmp_path_factory):
    """What the command said that issued a workbook from the demonstration's book and signed it, and the folder."""
    folder = tmp_path_factory.mktemp("signed")
    shutil.copy(demo_book, folder / "book.db")
    (folder / "small.toml").write_text(BRIEF, encoding="utf-8")
    write_pair(folder, "key")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("DEFENSE_LEDGER_AUTHOR", "Ann")
        shown = CliRunner().invoke(app, [*ISSUE, "--sign", "key"], catch_exceptions=False)
    assert shown.exit_code == 0, shown.stderr
    return shown.stdout, folder


@pytest.fixture
def sent(_signed, own_folder):
    """What was said of a workbook that was issued and signed, which lies here with its book and its key."""
    said, folder = _signed
    shutil.copytree(folder, own_folder, dirs_exist_ok=True)
    return said


@pytest.mark.thorough
def test_a_signed_report_has_its_signature_beside_it_and_verify_checks_it(run, sent, own_folder):
    assert (own_folder / "sent.xlsx.sig").read_text(encoding="ascii").startswith("-----BEGIN SSH SIGNATURE-----\n")
    assert "Signed with the key SHA256:" in sent

    for public in ("key.pub", "key.pem"):
        shown = run("verify", "sent.xlsx", "--key", public, "--json")
        assert (shown.code, shown.json["signed"], shown.json["holds"]) == (0, True, True)
    assert "Signed, as it is, with the key SHA256:" in run("verify", "sent.xlsx", "--key", "key.pub").out


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_what_was_not_signed_or_not_held_against_a_key_says_neither(run):
    issued, verified = run(*ISSUE, "--json").json, run("verify", "sent.xlsx", "--json").json

    assert (issued["signature"], issued["key"]) == (None, None)
    assert (verified["key"], verified["signed"]) == (None, None)


@pytest.mark.proof
@pytest.mark.usefixtures("book", "pair")
def test_the_document_of_a_signed_report_names_the_signature_and_the_key(run):
    issued = run(*ISSUE, "--sign", "key", "--json").json
    verified = run("verify", "sent.xlsx", "--key", "key.pub", "--json").json

    assert (issued["signature"], issued["key"]) == ("sent.xlsx.sig", verified["key"])
    assert verified["signed"] is True


@pytest.mark.proof
@needs_ssh
@pytest.mark.usefixtures("sent")
def test_openssh_checks_our_signature_without_this_program(own_folder):
    public = (own_folder / "key.pub").read_text(encoding="ascii")
    (own_folder / "signers").write_text(f"ann@ministry {public}", encoding="ascii")
    check = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "ann@ministry", "-n", "defense-ledger"]
    with (own_folder / "sent.xlsx").open("rb") as workbook:
        done = subprocess.run([*check, "-s", "sent.xlsx.sig"], stdin=workbook, capture_output=True, check=False)

    assert done.returncode == 0, done
    assert b'Good "defense-ledger" signature for ann@ministry' in done.stdout


@pytest.mark.thorough
@needs_ssh
@pytest.mark.usefixtures("sent")
def test_we_check_what_openssh_signed(run, own_folder):
    ours = (own_folder / "sent.xlsx.sig").read_bytes()
    (own_folder / "sent.xlsx.sig").unlink()
    sign = ["ssh-keygen", "-Y", "sign", "-n", "defense-ledger", "-f", "key", "sent.xlsx"]
    subprocess.run(sign, capture_output=True, check=True)

    assert run("verify", "sent.xlsx", "--key", "key.pub").code == 0
    # Ed25519 has no chance in it: the same key and bytes give the same signature.
    assert (own_folder / "sent.xlsx.sig").read_bytes().split() == ours.split()


@pytest.mark.proof
@needs_ssh
@pytest.mark.usefixtures("sent")
def test_a_signature_that_was_made_for_something_else_does_not_pass(run, own_folder):
    (own_folder / "sent.xlsx.sig").unlink()
    sign = ["ssh-keygen", "-Y", "sign", "-n", "file", "-f", "key", "sent.xlsx"]
    subprocess.run(sign, capture_output=True, check=True)

    assert "FILE error: found no signature of a workbook" in run("verify", "sent.xlsx", "--key", "key.pub").err


@pytest.mark.thorough
@pytest.mark.usefixtures("sent")
def test_another_key_is_named_with_both_fingerprints(run, own_folder):
    write_pair(own_folder, "other", seed=b"\2" * 32)

    shown = run("verify", "sent.xlsx", "--key", "other.pub")
    assert shown.code == 1
    assert "sent.xlsx.sig: XLS error: found a signature with the key SHA256:" in shown.err
    assert "NOT SIGNED with the key SHA256:" in shown.out


@pytest.mark.proof
@pytest.mark.usefixtures("sent")
def test_one_other_byte_is_not_what_was_signed(run, own_folder):
    # Behind the archive's end: no cell and no part of the package is another one.
    workbook = own_folder / "sent.xlsx"
    workbook.write_bytes(workbook.read_bytes() + b" ")

    shown = run("verify", "sent.xlsx", "--key", "key.pub")
    assert shown.code == 1
    assert "XLS error: found a signature of other bytes, expected one of sent.xlsx as it is" in shown.err


@pytest.mark.proof
@pytest.mark.usefixtures("sent")
def test_a_signature_elsewhere_is_named(run, own_folder):
    (own_folder / "sent.xlsx.sig").rename(own_folder / "mailed.sig")

    assert run("verify", "sent.xlsx", "--key", "key.pub", "--signature", "mailed.sig").code == 0
    assert run("verify", "sent.xlsx", "--key", "key.pub").code == 1


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    "spoilt", [b"", b"no signature", b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"]
)
@pytest.mark.usefixtures("sent")
def test_what_is_no_signature_is_told(run, own_folder, spoilt):
    (own_folder / "sent.xlsx.sig").write_bytes(spoilt)

    assert "FILE error: found no signature of a workbook" in run("verify", "sent.xlsx", "--key", "key.pub").err


def other_kind(folder):
    key = generate_private_key(SECP256R1())
    (folder / "key").write_bytes(key.private_bytes(PEM, SSH, serialization.NoEncryption()))


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda folder: (folder / "key").write_bytes(b"no key"), "no private key, or another passphrase"),
        (lambda folder: shutil.copy(folder / "key.pub", folder / "key"), "no private key, or another passphrase"),
        (other_kind, "a key of another kind"),
        (lambda folder: (folder / "key").unlink(), '"No such file or directory"'),
        (
            lambda folder: write_pair(folder, "key", phrase=b"secret"),
            "a key with a passphrase, and nobody to ask for it",
        ),
    ],
)
@pytest.mark.usefixtures("pair", "untouched")
def test_a_key_that_cannot_sign_is_told_before_anything_is_issued(run, own_folder, make, found):
    make(own_folder)

    shown = run(*ISSUE, "--sign", "key")
    assert (shown.code, (own_folder / "sent.xlsx").exists()) == (1, False)
    assert f"key: FILE error: found {found}, expected " in shown.err


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("form", "typed", "code"),
    [(SSH, "secret", 0), (SSH, "wrong", 1), (PKCS8, "secret", 0), (PKCS8, "wrong", 1)],
)
@pytest.mark.usefixtures("book")
def test_a_passphrase_is_asked_for(run, monkeypatch, form, typed, code):
    write_pair(Path(), "key", form=form, phrase=b"secret")
    monkeypatch.setattr(options, "passphrase", lambda _: typed)

    assert run(*ISSUE, "--sign", "key").code == code


@pytest.mark.usefixtures("pair", "untouched")
def test_without_the_library_one_sentence_says_how_to_install_it(run, monkeypatch):
    load = builtins.__import__

    def without(name, *args):
        if name.partition(".")[0] == "cryptography":
            raise ModuleNotFoundError(name)
        return load(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    shown = run(*ISSUE, "--sign", "key")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err == (
        "cryptography: FILE error: found a package that is not installed, expected the package that signs and checks "
        "signatures. Do: install it with `pip install 'defense-ledger[sign]'`.\n"
    )


@pytest.mark.thorough
@pytest.mark.usefixtures("pair")
def test_a_file_that_is_no_signature_is_not_replaced(run, book, own_folder):
    (own_folder / "sent.xlsx.sig").write_text("my notes", encoding="utf-8")

    shown = run(*ISSUE, "--sign", "key")
    assert shown.code == 1
    assert "found a file that is no signature in this place" in shown.err
    assert (own_folder / "sent.xlsx.sig").read_text(encoding="utf-8") == "my notes"
    assert book.decisions()[-1].action == "issue"


@pytest.mark.parametrize(
    "args",
    [
        ("report", "commitments", "--sign", "key"),
        ("verify", "--key", "key.pub"),
        ("verify", "--signature", "sent.xlsx.sig"),
        ("verify", "sent.xlsx", "--signature", "sent.xlsx.sig"),
    ],
)
@pytest.mark.usefixtures("book", "pair")
def test_options_that_say_nothing_together_are_wrong_use(run, args):
    assert run(*args).code == 2


def test_the_strings_of_a_signature_never_reach_beyond_its_end():
    with pytest.raises(ValueError, match="a string beyond the end"):
        signing._strings(b"\0\0\0\5ab")
