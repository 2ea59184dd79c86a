"""Which changes of source make other keys."""

from __future__ import annotations

import pytest

from telesim.experiment.provenance import own_digest, statements_digest, statements_of

_SOURCE = b'''"""What it is for."""
#: Why this and no other.
LIMIT = 4


class Shop:
    """A shop."""

    def takes(self, jobs: int) -> bool:
        """Whether it takes them."""
        return jobs < LIMIT  # and not one more
'''


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"What it is for.", b"Something else."),
        (b"#: Why this and no other.\n", b"#: Said\n#: in two lines.\n"),
        (b"  # and not one more", b""),
        (b"A shop.", b"Another shop."),
        (b"Whether it takes them.", b"Takes."),
    ],
)
def test_words_for_readers_do_not_count(old: bytes, new: bytes) -> None:
    changed = _SOURCE.replace(old, new)
    assert changed != _SOURCE
    assert statements_of(changed) == statements_of(_SOURCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"LIMIT = 4", b"LIMIT = 5"),
        (b"LIMIT = 4", b"LIMIT = 4.0"),
        (b"jobs < LIMIT", b"jobs <= LIMIT"),
        (b"class Shop", b"class Shed"),
        (b"jobs: int", b"jobs: float"),
        (b"return jobs < LIMIT", b'"a string"\n        return jobs < LIMIT'),
    ],
)
def test_every_statement_counts(old: bytes, new: bytes) -> None:
    changed = _SOURCE.replace(old, new)
    assert changed != _SOURCE
    assert statements_of(changed) != statements_of(_SOURCE)


def test_the_two_digests_of_this_source_are_not_mistaken_for_each_other() -> None:
    assert statements_digest() == statements_digest() != own_digest()
