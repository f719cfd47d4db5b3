"""What Zenodo answers of depositions and their files, as far as it is read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from onrecord.publishing.outgoing import File
from onrecord.publishing.zenodo_metadata import mark


class Reserved(BaseModel):
    """A DOI that is kept for a draft."""

    doi: str


class Metadata(BaseModel):
    """What is read of a deposition's metadata."""

    version: str | None = None
    notes: str | None = None
    prereserve_doi: Reserved | bool | None = None


class Links(BaseModel):
    """Addresses of a deposition."""

    bucket: str | None = None
    html: str | None = None
    latest_draft: str | None = None
    record_html: str | None = None


class Deposition(BaseModel):
    """A record or the draft of one, as Zenodo tells its owner."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: int
    conceptrecid: str | None = None
    submitted: bool
    doi: str | None = None
    metadata: Metadata = Metadata()
    links: Links = Links()

    @property
    def own_doi(self) -> str | None:
        """The DOI that was registered, or is reserved."""
        reserved = self.metadata.prereserve_doi
        return self.doi or (reserved.doi if isinstance(reserved, Reserved) else None)

    @property
    def page(self) -> str:
        """Where people see it."""
        return self.links.record_html or self.links.html or str(self.id)

    def is_of(self, name: str, version: str | None = None) -> bool:
        """Whether it is a dataset of this name, and of this version, that onrecord sent there."""
        stated = self.metadata.version or ""
        return mark(name, stated) in (self.metadata.notes or "") and version in {None, stated}


class Stored(BaseModel):
    """A file of a deposition; the checksum is an MD5."""

    id: str
    filename: str
    filesize: int
    checksum: str

    def holds(self, file: File) -> bool:
        """Whether this is a file, whole."""
        is_likely = (self.filename, self.filesize) == (file.name, file.size)
        return is_likely and self.checksum.removeprefix("md5:") == file.md5


class Arrived(BaseModel):
    """What a bucket says of a file that it took."""

    checksum: str
