"""A release sent to where others find it: a folder, a bucket, the Hugging Face Hub, Zenodo, GitHub.

`publish_release` has the order, `targets` knows how each place is written, and every place has a
module of its own, which says what lies there and which calls would complete it.
"""

from __future__ import annotations

from onrecord.publishing.model import Call, Publication
from onrecord.publishing.publishing import publish_release

__all__ = ["Call", "Publication", "publish_release"]
