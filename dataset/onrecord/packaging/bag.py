"""BagIt (RFC 8493): the release as the payload of a bag."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from onrecord.packaging.release import Release, Stamp, full_name
from onrecord.version import __version__


def bag_tags(release: Release, stamps: Mapping[str, Stamp]) -> dict[str, bytes]:
    """The tag files of a bag whose payload are the files of `stamps`."""
    tags = {
        "bag-info.txt": _information(release, stamps),
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "manifest-sha256.txt": _manifest(
            {f"data/{path}": one.sha256 for path, one in stamps.items()}
        ),
    }
    tags["tagmanifest-sha256.txt"] = _manifest(
        {path: sha256(content).hexdigest() for path, content in tags.items()}
    )
    return tags


def _information(release: Release, stamps: Mapping[str, Stamp]) -> bytes:
    entry = release.entry
    lines = [
        ("Bag-Software-Agent", f"onrecord {__version__}"),
        ("Bagging-Date", release.published_on.isoformat()),
        ("Payload-Oxum", f"{sum(one.bytes for one in stamps.values())}.{len(stamps)}"),
        ("Source-Organization", release.publisher),
        ("Contact-Name", ", ".join(full_name(one) for one in entry.creators)),
        ("External-Identifier", entry.doi or f"{release.name} {release.version}"),
        ("External-Description", " ".join(release.summary.split())),
    ]
    return "".join(f"{name}: {value}\n" for name, value in lines).encode("utf-8", "replace")


def _manifest(digests: Mapping[str, str]) -> bytes:
    """Lines of hash and path; percent, line ends and returns are escaped as the standard says."""
    lines = [f"{digest}  {_escaped(path)}\n" for path, digest in sorted(digests.items())]
    return "".join(lines).encode("utf-8")


def _escaped(path: str) -> str:
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
