"""What a release holds beside its data: one entry per file, each a pure function.

To add a kind of metadata, write a module with a function from `Release` to bytes and name it in
`FILES`; it is then written, hashed, attested, listed in the RO-Crate, bagged and archived. What
must know the hashes of the other files goes into `SEALS`, which are written last, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onrecord.packaging.attestation import NAME as ATTESTATION
from onrecord.packaging.attestation import as_statement
from onrecord.packaging.card import as_card
from onrecord.packaging.checksums import NAME as CHECKSUMS
from onrecord.packaging.checksums import as_checksums
from onrecord.packaging.citation import as_cff
from onrecord.packaging.licence_page import as_licence_page
from onrecord.packaging.release import Release
from onrecord.packaging.release_manifest import as_manifest

#: Path in the release, and what writes it.
FILES: Mapping[str, Callable[[Release], bytes]] = {
    "CITATION.cff": as_cff,
    "LICENSE.md": as_licence_page,
    "README.md": as_card,
    "manifest.json": as_manifest,
}

#: The same for what seals the release: given the SHA-256 of every file written so far.
SEALS: Mapping[str, Callable[[Release, Mapping[str, str]], bytes]] = {
    ATTESTATION: as_statement,
    CHECKSUMS: lambda _release, digests: as_checksums(digests),
}
