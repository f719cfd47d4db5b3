"""What a release holds beside its data: one entry per file, each a pure function.

To add a kind of metadata, write a module with a function from `Release` to bytes and name it in
`FILES`; it is then written, hashed, attested, listed in the RO-Crate, bagged and archived. What
must know the stamps (hash and size) of the other files goes into `SEALS`, which are written last, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from onrecord import checksums
from onrecord.packaging import (
    attestation,
    contract,
    croissant,
    datacite,
    datapackage,
    provenance,
    ro_crate,
)
from onrecord.packaging.card import as_card
from onrecord.packaging.citation import as_cff
from onrecord.packaging.licence_page import as_licence_page
from onrecord.packaging.release import Release, Stamp
from onrecord.packaging.release_manifest import as_manifest
from onrecord.store import MANIFEST

Writer = Callable[[Release], bytes]
Seal = Callable[[Release, Mapping[str, Stamp]], bytes]


def _crate(release: Release, stamps: Mapping[str, Stamp]) -> bytes:
    return ro_crate.as_ro_crate(release, stamps, [path for path in SEALS if path not in stamps])


def _checksums(_release: Release, stamps: Mapping[str, Stamp]) -> bytes:
    return checksums.as_checksums({path: stamp.sha256 for path, stamp in stamps.items()})


#: Path in the release, and what writes it.
FILES: Mapping[str, Writer] = {
    "CITATION.cff": as_cff,
    "LICENSE.md": as_licence_page,
    "README.md": as_card,
    "contract/rules.sql": contract.rules_sql,
    croissant.NAME: croissant.as_croissant,
    datacite.NAME: datacite.as_datacite,
    datapackage.NAME: datapackage.as_datapackage,
    MANIFEST: as_manifest,
    provenance.NAME: provenance.as_provenance,
}

#: The same for each table; ``{table}`` is its name.
FILES_OF_TABLES: Mapping[str, Callable[[Release, str], bytes]] = {
    "contract/{table}.pandera.yaml": contract.pandera_yaml,
    "contract/{table}.schema.json": contract.json_schema,
}

#: What seals the release: given the stamps of every file written so far.
SEALS: Mapping[str, Seal] = {
    ro_crate.NAME: _crate,
    attestation.NAME: attestation.as_statement,
    checksums.NAME: _checksums,
}


def files_for(release: Release) -> dict[str, Writer]:
    """All files beside the data, seals aside, with what writes each."""
    found = dict(FILES)
    for path, write in FILES_OF_TABLES.items():
        for table in release.tables:
            found[path.format(table=table.name)] = partial(write, name=table.name)  # type: ignore[call-arg]
    return found
