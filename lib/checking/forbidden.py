"""What Evenhand does not take, told by the name of a column: location, device, message, web and medical data, and belief."""

from __future__ import annotations

import re

FORBIDDEN: tuple[tuple[str, str], ...] = (
    (
        r"\bgps\b|latitude|longitude|\blat\b|\bl(on|ng)\b|geo ?(loc|fenc|hash|tag)|coordinates?\b|easting|northing|what3words"
        r"|telematic|\banpr\b|track(er|ing)\b|whereabouts",
        "location data",
    ),
    (
        r"\bimei\b|\bimsi\b|\bdevice\b|\bmac address\b|\bip ?addr|\bip\b|handset|phone|mobile (no|num)|airwave|radio (id|no)|body ?worn",
        "device data",
    ),
    (r"e ?mail|messag|\bsms\b|whats ?app|\bchat\b|teams (log|call)|call (log|record)|voicemail", "message data"),
    (r"\burls?\b|brows|web (site|log|hist|page)|internet|search hist|social media|facebook|twitter|instagram", "web data"),
    (
        r"diagnos|\bicd ?\d*\b|medical|medicat|prescri|symptom|treatment|clinic|\bgp (note|report|letter)|occupational health|\boh (note|report)"
        r"|health (condition|note|detail)|therap|mental health",
        "medical text",
    ),
    (r"sexual|sexuality|\bsex orient|orientation|lgbt|gay\b|lesbian|transgender", "sexual orientation"),
    (r"relig|\bfaith\b|\bbelie(f|fs)\b|denominat|church|mosque", "religion or belief"),
    (r"politic|\bparty (member|aff)", "political opinion"),
    (r"\bunion\b|\bunison\b|staff assoc\w* member|federation member|\bmembership\b", "union membership"),
)
"""Patterns over a column's name, small letters and single blanks; what such a column holds."""


def category(column: str) -> str | None:
    """What a column of this name holds that Evenhand does not take; None for any other."""
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).lower()).strip()
    return next((what for pattern, what in FORBIDDEN if re.search(pattern, words)), None)
