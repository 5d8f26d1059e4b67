"""Who filed a complaint without a name: known to that person's own pages, and to nobody who reads the database.

A complaint without a name keeps a keyed digest of its author's account number (HMAC-SHA-256) in place of it. The key is
drawn from ``secret.key`` of the data folder. Who can learn the name, then:

* the author, whose pages find it by the digest;
* whoever holds the database *and* ``secret.key``, i.e. the whole data folder: they can take the digest of every account
  and compare. No page, command or export of this program does so;
* nobody who has the database or the audit chain alone, nor 创建办, 领导 or any administrator through the program.

What the digest does not hide: that two complaints without a name are by the same person (equal digests, in the database
only), the minute at which one was filed (the audit chain has it, without name and address), and what the words
themselves betray. With a new ``secret.key`` authors no longer find their complaints without a name.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from dabiao.people.models import Account


def author_key(account: Account) -> str:
    """The digest that stands for an account on complaints without a name, in hex."""
    key = HKDF(SHA256(), length=32, salt=None, info=b"dabiao complaint author").derive(
        settings.SECRET_KEY.encode()
    )
    return hmac.new(key, str(account.pk).encode(), hashlib.sha256).hexdigest()
