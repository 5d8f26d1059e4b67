"""SM2 signatures (GB/T 32918.2—2016) on the recommended curve (GB/T 32918.5—2017), over SM3 (GB/T 32905—2016).

Only arithmetic: the nonce k of a signature is handed in, and whoever calls must draw it from the system's
generator, anew each time. One nonce used twice, or one that can be guessed, gives the private key away.

Integers of Python do not take the same time for all values. On a machine where others can time this process to
the microsecond, keep keys in a cryptographic module instead (``house.signing_keys`` has the place for it).
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
"""The curve y² = x³ + Ax + B over the integers modulo P; its base point, and how many points it generates."""

USER_ID = b"1234567812345678"
"""Who signs, where nothing else was agreed on (GM/T 0009—2012, 10): programs verify with it unless told otherwise."""

SIZE = 32
"""Bytes of a number, of a digest, and of each half of a signature."""

Point = tuple[int, int, int]
"""Jacobian coordinates (X, Y, Z) of the point (X/Z², Y/Z³); Z is 0 at infinity."""

_INFINITY: Point = (1, 1, 0)
_BASE: Point = (GX, GY, 1)


class NotAKey(ValueError):
    """Bytes that are no point of the curve, or a number that is no private key."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A point of the curve other than infinity, checked when made."""

    x: int
    y: int

    def __post_init__(self) -> None:
        if not (0 <= self.x < P and 0 <= self.y < P) or (self.y**2 - self.x**3 - A * self.x - B) % P:
            raise NotAKey("the point does not lie on the curve")

    @classmethod
    def from_hex(cls, text: str) -> PublicKey:
        """Read ``04`` and both coordinates in hex. Raises NotAKey."""
        if len(text) != 2 + 4 * SIZE or not text.startswith("04"):
            raise NotAKey("a public key is 04 and two numbers of 32 bytes")
        try:
            raw = bytes.fromhex(text[2:])
        except ValueError:
            raise NotAKey("a public key is written in hex") from None
        if len(raw) != 2 * SIZE:
            raise NotAKey("a public key is 04 and two numbers of 32 bytes")
        return cls(int.from_bytes(raw[:SIZE], "big"), int.from_bytes(raw[SIZE:], "big"))

    @property
    def raw(self) -> bytes:
        """Both coordinates, 64 bytes."""
        return self.x.to_bytes(SIZE, "big") + self.y.to_bytes(SIZE, "big")

    @property
    def hex(self) -> str:
        """``04`` and both coordinates, 130 characters."""
        return f"04{self.raw.hex()}"

    @property
    def fingerprint(self) -> str:
        """SM3 of the key in hex: what people compare by eye or over the telephone."""
        return sm3(b"\x04" + self.raw).hex()


@dataclass(frozen=True, slots=True)
class Signature:
    """The pair (r, s)."""

    r: int
    s: int

    @classmethod
    def from_hex(cls, text: str) -> Signature:
        """Read r and s of 32 bytes each. Raises ValueError."""
        if len(text) != 4 * SIZE:
            raise ValueError("a signature is two numbers of 32 bytes in hex")
        raw = bytes.fromhex(text)
        if len(raw) != 2 * SIZE:
            raise ValueError("a signature is two numbers of 32 bytes in hex")
        return cls(int.from_bytes(raw[:SIZE], "big"), int.from_bytes(raw[SIZE:], "big"))

    @property
    def hex(self) -> str:
        """R and s, 128 characters."""
        return (self.r.to_bytes(SIZE, "big") + self.s.to_bytes(SIZE, "big")).hex()


def sm3(content: bytes) -> bytes:
    """SM3 of ``content``, 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize()


def public_key_of(private: int) -> PublicKey:
    """The public key of a private one in [1, n−2]. Raises NotAKey for any other number."""
    if not 1 <= private <= N - 2:
        raise NotAKey("a private key is a number from 1 to n−2")
    return PublicKey(*_affine(_times(private, _BASE)))


def message_digest(key: PublicKey, message: bytes, user_id: bytes = USER_ID) -> bytes:
    """What is signed, e = SM3(ZA ‖ M), where ZA stands for the signer, the curve and the key (5.5 and 6.1)."""
    bits = len(user_id) * 8
    parameters = b"".join(one.to_bytes(SIZE, "big") for one in (A, B, GX, GY))
    identity = sm3(bits.to_bytes(2, "big") + user_id + parameters + key.raw)
    return sm3(identity + message)


def sign(private: int, digest: bytes, nonce: int) -> Signature | None:
    """Sign e = ``digest`` with the nonce k in [1, n−1] (6.1); None when the standard asks for another k."""
    if not 1 <= nonce <= N - 1:
        raise ValueError("a nonce is a number from 1 to n−1")
    if not 1 <= private <= N - 2:
        raise NotAKey("a private key is a number from 1 to n−2")
    e = _number(digest)
    x, _ = _affine(_times(nonce, _BASE))
    r = (e + x) % N
    if r == 0 or r + nonce == N:
        return None
    s = pow(1 + private, -1, N) * (nonce - r * private) % N
    return Signature(r, s) if s else None


def verify(key: PublicKey, digest: bytes, signature: Signature) -> bool:
    """Whether ``signature`` over e = ``digest`` was made with the private half of ``key`` (7.1)."""
    r, s = signature.r, signature.s
    if not (1 <= r < N and 1 <= s < N):
        return False
    t = (r + s) % N
    if t == 0:
        return False
    point = _add(_times(s, _BASE), _times(t, (key.x, key.y, 1)))
    if point[2] == 0:
        return False
    return (_number(digest) + _affine(point)[0]) % N == r


def _number(digest: bytes) -> int:
    if len(digest) != SIZE:
        raise ValueError("a digest has 32 bytes")
    return int.from_bytes(digest, "big")


def _affine(point: Point) -> tuple[int, int]:
    x, y, z = point
    inverse = pow(z, -1, P)
    return x * inverse**2 % P, y * inverse**3 % P


def _times(factor: int, point: Point) -> Point:
    """Montgomery's ladder: the same additions and doublings for every factor of 256 bits."""
    low, high = _INFINITY, point
    for place in range(N.bit_length() - 1, -1, -1):
        if factor >> place & 1:
            low, high = _add(low, high), _double(high)
        else:
            low, high = _double(low), _add(low, high)
    return low


def _double(point: Point) -> Point:
    x, y, z = point
    if z == 0 or y == 0:
        return _INFINITY
    squared = y * y % P
    four = 4 * x * squared % P
    slope = (3 * x * x + A * pow(z, 4, P)) % P
    new_x = (slope * slope - 2 * four) % P
    return new_x, (slope * (four - new_x) - 8 * squared * squared) % P, 2 * y * z % P


def _add(one: Point, other: Point) -> Point:
    if one[2] == 0:
        return other
    if other[2] == 0:
        return one
    (x1, y1, z1), (x2, y2, z2) = one, other
    z1_squared, z2_squared = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * z2_squared % P, x2 * z1_squared % P
    s1, s2 = y1 * z2_squared * z2 % P, y2 * z1_squared * z1 % P
    if u1 == u2:
        return _double(one) if s1 == s2 else _INFINITY
    run, rise = (u2 - u1) % P, (s2 - s1) % P
    squared = run * run % P
    cubed, middle = squared * run % P, u1 * squared % P
    x = (rise * rise - cubed - 2 * middle) % P
    return x, (rise * (middle - x) - s1 * cubed) % P, z1 * z2 * run % P
