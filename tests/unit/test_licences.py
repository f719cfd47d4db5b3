"""What licences and notices say of publishing words."""

from __future__ import annotations

import pytest

from onrecord.rights.judging import doubt
from onrecord.rights.licences import ask_license, reserves_all


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("CC0-1.0", "allows"),
        ("CC-BY-4.0", "allows"),
        ("CC-BY-NC-SA-4.0", "allows"),
        ("CC-BY-ND-4.0", "forbids"),
        ("CC-BY-NC-ND-3.0", "forbids"),
        ("MIT", "allows"),
        ("OGL-UK-3.0", "allows"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "allows"),
        ("CC-BY-4.0 OR CC-BY-ND-4.0", "allows"),
        ("CC-BY-4.0 AND CC-BY-ND-4.0", "forbids"),
        ("(MIT OR CC-BY-ND-4.0) AND CC-BY-ND-4.0", "forbids"),
        ("BUSL-1.1", "unclear"),
        ("LicenseRef-scancode-proprietary-license", "forbids"),
        ("no such licence", "unclear"),
        ("", "unclear"),
    ],
)
def test_a_licence_is_asked_whether_others_may_publish(expression: str, answer: str) -> None:
    assert ask_license(expression) == answer


@pytest.mark.parametrize(
    "notice",
    [
        "Copyright © 2021 NPR. All rights reserved. Visit our website",
        "ALL RIGHTS\nRESERVED",
        "Alle Rechte vorbehalten.",
        "Tous droits de reproduction réservés",
        "Все права защищены",
        "版权所有",
        "No license is granted to the user of this material",
    ],
)
def test_a_notice_that_reserves_all_rights_is_seen(notice: str) -> None:
    assert reserves_all(notice)
    assert doubt("CC-BY-4.0", notice) == "rights-reserved"


@pytest.mark.parametrize("notice", [None, "", "CC BY 4.0, some rights reserved", "Copyright NPR."])
def test_a_copyright_alone_contradicts_no_licence(notice: str | None) -> None:
    assert doubt("CC-BY-4.0", notice) is None


def test_no_licence_is_unknown_whatever_the_notice() -> None:
    assert doubt(None, "Copyright NPR.") == "license-unknown"
    assert doubt("BUSL-1.1", None) == "license-unclear"
    assert doubt("CC-BY-ND-4.0", None) == "license-forbids"
