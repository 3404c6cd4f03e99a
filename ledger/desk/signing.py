"""Signatures of workbooks that left the house, by Ed25519 keys, in a file of their own beside the workbook.

The file is in the format of OpenSSH (its PROTOCOL.sshsig), so that ``ssh-keygen -Y verify`` checks it without this
program, and ``ssh-keygen -Y sign`` makes the same. A signature says that who holds the key signed these very bytes.
"""

import base64
import hashlib
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.foundation import Advice, Place, Problem, Refused, Severity, advice, disk_words, quoted

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_SUFFIX = ".sig"
NAMESPACE = b"defense-ledger"
"""What the signature is for; one that was made for mail or code does not pass for a workbook."""

_KIND, _MAGIC, _HASH = b"ssh-ed25519", b"SSHSIG", b"sha512"
_ARMOR = re.compile(rb"-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*", re.ASCII)
_MOST_BYTES = 65_536
_MAKE_ONE = Advice(
    "make a pair with `ssh-keygen -t ed25519 -f KEY`; KEY signs, KEY.pub verifies",
    "make a pair with `ssh-keygen -t ed25519 -f KEY`; --sign takes KEY, --key takes KEY.pub",
)
_OTHER_KIND = "a key of another kind"


@dataclass(frozen=True)
class CheckedSignature:
    """What the signature of a workbook says.

    Args:
        key: fingerprint of the key that it was held against.
        problems: XLS errors where this key did not sign these bytes.
    """

    key: str
    problems: tuple[Problem, ...] = ()

    @property
    def signed(self) -> bool:
        """Whether the key signed the workbook as it is."""
        return not self.problems


@dataclass(frozen=True)
class SigningKey:
    """A private key, ready to sign.

    Args:
        fingerprint: of its public half, as ``ssh-keygen -l`` prints it.
        sign: makes the signature file of some bytes.
    """

    fingerprint: str
    sign: Callable[[bytes], bytes]


def signing_key(path: str | Path, ask: Callable[[], str | None]) -> SigningKey:
    """Read a private Ed25519 key, as OpenSSH or PEM (PKCS 8) writes it.

    Args:
        path: its file.
        ask: asks for the passphrase of a key that has one; None where nobody can be asked.

    Raises:
        Refused: FILE if it cannot be read, is no such key, or the package ``cryptography`` is not installed.

    >>> from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    >>> from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made, file = Ed25519PrivateKey.generate(), Path(folder) / "key.pem"
    ...     _ = file.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    ...     signing_key(file, lambda: None).fingerprint.startswith("SHA256:")
    True
    """
    file = Path(path)
    key = _private(file, _bytes_of(file), ask)
    public = _public_bytes(key.public_key())
    return SigningKey(_fingerprint(public), lambda data: _armored(public, key.sign(_signed(data))))


def write_signature(key: SigningKey, workbook: Path) -> Path:
    """Write the signature of a workbook beside it, under its name with ``.sig`` behind it.

    Raises:
        Refused: FILE if it cannot be written, or another file is there.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     workbook = Path(folder) / "sent.xlsx"
    ...     _ = workbook.write_bytes(b"as it was issued")
    ...     write_signature(SigningKey("SHA256:abc", lambda data: b"signed: " + data), workbook).name
    'sent.xlsx.sig'
    """
    target = signature_beside(workbook)
    place = Place(file=str(target))
    try:
        if target.exists() and not _ARMOR.fullmatch(target.read_bytes()[:_MOST_BYTES]):
            found = "a file that is no signature in this place"
            raise Refused.of("FILE", place, found, "no file, or an older signature", "move that file away")
        target.write_bytes(key.sign(workbook.read_bytes()))
    except OSError as fault:
        remedy = "the report is issued; sign its workbook with `ssh-keygen -Y sign -n defense-ledger -f KEY WORKBOOK`"
        raise Refused.of("FILE", place, quoted(disk_words(fault)), "a file that can be written", remedy) from None
    return target


def signature_beside(workbook: Path) -> Path:
    """Where the signature of a workbook lies.

    >>> signature_beside(Path("sent.xlsx")).name
    'sent.xlsx.sig'
    """
    return workbook.with_name(workbook.name + SIGNATURE_SUFFIX)


def check_signature(workbook: Path, key: Path, signature: Path | None = None) -> CheckedSignature:
    """Whether a workbook was signed, as it is, with the private half of a key.

    Args:
        workbook: as it was received; one that a program has saved anew has other bytes.
        key: file of the public key, as OpenSSH (``ssh-ed25519 AAAA...``) or PEM writes it.
        signature: the signature file; by default the one beside the workbook.

    Raises:
        Refused: FILE if a file cannot be read, is no key or no signature, or ``cryptography`` is not installed.

    >>> from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    >>> from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made, private, public = Ed25519PrivateKey.generate(), Path(folder) / "key", Path(folder) / "key.pub"
    ...     _ = private.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    ...     _ = public.write_bytes(made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    ...     workbook = Path(folder) / "sent.xlsx"
    ...     _ = workbook.write_bytes(b"as it was issued")
    ...     _ = write_signature(signing_key(private, lambda: None), workbook)
    ...     check_signature(workbook, public).signed
    True
    """
    public = _public(key, _bytes_of(key))
    own = _public_bytes(public)
    file = signature or signature_beside(workbook)
    signer, raw = _read(file)
    fingerprint = _fingerprint(own)
    if signer != own:
        found, expected = f"a signature with the key {_fingerprint(signer)}", f"one with {fingerprint} of {key.name}"
        remedy = "ask the sender which key is theirs, by another way"
        return CheckedSignature(fingerprint, (_unsigned(file, found, expected, remedy),))
    if not _holds(public, raw, _bytes_of(workbook, most=None)):
        found, expected = "a signature of other bytes", f"one of {workbook.name} as it is"
        remedy = "ask for the workbook as it was sent"
        return CheckedSignature(fingerprint, (_unsigned(file, found, expected, remedy),))
    return CheckedSignature(fingerprint)


def _holds(public: "Ed25519PublicKey", raw: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        public.verify(raw, _signed(data))
    except InvalidSignature:
        return False
    return True


def _private(path: Path, data: bytes, ask: Callable[[], str | None]) -> "Ed25519PrivateKey":
    _require_library()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    load = load_ssh_private_key if b"BEGIN OPENSSH PRIVATE KEY" in data else load_pem_private_key
    try:
        try:
            key = load(data, None)
        except TypeError:
            # The library's way to say that the key has a passphrase.
            phrase = ask()
            if phrase is None:
                raise _no_key(path, "a key with a passphrase, and nobody to ask for it") from None
            key = load(data, phrase.encode())
    except UnsupportedAlgorithm:
        raise _no_key(path, _OTHER_KIND) from None
    except ValueError:
        raise _no_key(path, "no private key, or another passphrase") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, _OTHER_KIND)
    return key


def _public(path: Path, data: bytes) -> "Ed25519PublicKey":
    _require_library()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key, load_ssh_public_key

    try:
        key = (load_ssh_public_key if data.startswith((b"ssh-", b"ecdsa-", b"sk-")) else load_pem_public_key)(data)
    except UnsupportedAlgorithm:
        raise _no_key(path, _OTHER_KIND) from None
    except ValueError:
        raise _no_key(path, "no public key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path, _OTHER_KIND)
    return key


def _require_library() -> None:
    try:
        import cryptography  # noqa: F401 - whether it is there
    except ModuleNotFoundError:
        remedy = "install it with `pip install 'defense-ledger[sign]'`"
        expected = "the package that signs and checks signatures"
        found, place = "a package that is not installed", Place(subject="cryptography")
        raise Refused.of("FILE", place, found, expected, remedy) from None


def _public_bytes(key: "Ed25519PublicKey") -> bytes:
    return _string(_KIND) + _string(key.public_bytes_raw())


def _signed(data: bytes) -> bytes:
    """What the key signs: the digest of the bytes, bound to what the signature is for."""
    return _MAGIC + b"".join(map(_string, (NAMESPACE, b"", _HASH, hashlib.sha512(data).digest())))


def _armored(public: bytes, raw: bytes) -> bytes:
    parts = (public, NAMESPACE, b"", _HASH, _string(_KIND) + _string(raw))
    text = base64.b64encode(_MAGIC + struct.pack(">I", 1) + b"".join(map(_string, parts)))
    lines = (text[start : start + 70] for start in range(0, len(text), 70))
    return b"\n".join((b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""))


def _read(file: Path) -> tuple[bytes, bytes]:
    """The public key in a signature file, and the signature itself."""
    armored = _ARMOR.fullmatch(_bytes_of(file))
    try:
        blob = base64.b64decode(b"".join(armored[1].split()), validate=True) if armored else b""
        magic, rest = blob[:6], blob[10:]
        public, namespace, _, digest, signature = _strings(rest)
        kind, raw = _strings(signature)
        if (magic, namespace, digest, kind) == (_MAGIC, NAMESPACE, _HASH, _KIND):
            return public, raw
    except (ValueError, struct.error):
        pass
    found, expected = "no signature of a workbook", f"a file that was written by signing, for {NAMESPACE.decode()}"
    remedy = advice("name it with --signature, or ask the sender for it")
    raise Refused.of("FILE", Place(file=str(file)), found, expected, remedy)


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _strings(data: bytes) -> list[bytes]:
    strings = []
    while data:
        (length,) = struct.unpack(">I", data[:4])
        if length > len(data) - 4:
            raise ValueError("a string beyond the end")
        strings.append(data[4 : 4 + length])
        data = data[4 + length :]
    return strings


def _fingerprint(public: bytes) -> str:
    return "SHA256:" + base64.b64encode(hashlib.sha256(public).digest()).decode().rstrip("=")


def _bytes_of(path: Path, most: int | None = _MOST_BYTES) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read() if most is None else file.read(most + 1)
    except (OSError, ValueError) as fault:
        found = quoted(disk_words(fault))
        raise Refused.of("FILE", Place(file=str(path)), found, "a file that can be read", "check the path") from None
    if most is not None and len(data) > most:
        raise Refused.of("FILE", Place(file=str(path)), "a large file", "a key or a signature", "check the path")
    return data


def _no_key(path: Path, found: str) -> Refused:
    return Refused.of("FILE", Place(file=str(path)), found, "an Ed25519 key", _MAKE_ONE)


def _unsigned(file: Path, found: str, expected: str, remedy: str) -> Problem:
    return Problem("XLS", Severity.ERROR, Place(file=str(file)), found, expected, remedy)
