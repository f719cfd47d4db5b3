"""Lines and columns for samples whose sources are at hand."""

from __future__ import annotations

from dataclasses import replace

from onrecord.errors import SourceError
from onrecord.quality.checks.offsets import from_source
from onrecord.quality.model import QualityReport, Sample
from onrecord.quality.settings import Settings
from onrecord.source import Source, source_uris
from onrecord.sources import Found, discover, locate, read_source


def place_samples(report: QualityReport, settings: Settings) -> QualityReport:
    """The report with line and column (from 1) of each sample whose source is among those given."""
    if not settings.sources:
        return report
    samples = [sample for one in report.results for sample in one.samples]
    uris = {uri for sample in samples for uri in source_uris(sample.source_uri or "")}
    found = locate(discover(settings.sources), uris)
    placer = _Placer(found, settings.max_source_bytes)
    results = [
        replace(one, samples=tuple(placer.place(sample) for sample in one.samples))
        for one in report.results
    ]
    return replace(report, results=tuple(results))


class _Placer:
    """Reads each source once."""

    def __init__(self, found: dict[str, Found], limit: int):
        self.found, self.limit = found, limit
        self.read: dict[str, Source | None] = {}

    def place(self, sample: Sample) -> Sample:
        source = self._source(sample.source_uri or "")
        if source is None or sample.char_start is None:
            return sample
        before = source.decoded.text[: from_source(source.decoded, sample.char_start)]
        column = len(before) - (before.rfind("\n") + 1) + 1
        return replace(sample, line=before.count("\n") + 1, column=column)

    def _source(self, uri: str) -> Source | None:
        if uri not in self.read:
            self.read[uri] = self._read(uri)
        return self.read[uri]

    def _read(self, uri: str) -> Source | None:
        found = next((self.found[one] for one in source_uris(uri) if one in self.found), None)
        if found is None:
            return None
        try:
            source = read_source(found, self.limit)
            source.decoded  # noqa: B018 - decoded here or never
        except SourceError:
            return None
        return source
