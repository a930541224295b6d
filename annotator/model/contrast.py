"""Colour arithmetic without Qt: contrast, lightness, colour-blind simulation and distance.

Colours are ``#RRGGBB`` strings. Everything here is a calculation, so the codebook's checks can use it as well as the theme.
"""

from __future__ import annotations

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Triple = tuple[float, float, float]

# Machado, Oliveira & Fernandes (2009), deuteranomaly of severity 1.0, for linear RGB.
_DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
# sRGB (D65) to CIE XYZ, IEC 61966-2-1.
_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
_WHITE = (0.95047, 1.0, 1.08883)

# The papers on which marks are painted, light and dark, and the contrast that their lines have there.
PAPERS = (("#FFFFFF", 4.0), ("#1F2226", 6.0))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 black to 1 white (WCAG 2.2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(ground: str, colour: str, share: float) -> str:
    """Return the colour laid over the ground with this share, 0 to 1, as a painter's opacity would."""
    pairs = zip(_bytes(ground), _bytes(colour), strict=True)
    return _hex([below + (above - below) * share for below, above in pairs])


def with_contrast(colour: str, ground: str, wanted: float) -> str:
    """Return the colour, moved in lightness only as far as it must be, with at least the wanted contrast on the ground.

    Hue is kept (OKLab, Ottosson 2020); what no lightness of the hue can reach ends at black or white.
    """
    if contrast(colour, ground) >= wanted:
        return colour.upper()
    lightness, a, b = _oklab(colour)
    near, far = lightness, 0.0 if luminance(ground) > 0.18 else 1.0
    for _ in range(24):
        middle = (near + far) / 2
        if contrast(_from_oklab(middle, a, b), ground) >= wanted:
            far = middle
        else:
            near = middle
    return _from_oklab(far, a, b)


def deuteranopia(colour: str) -> str:
    """Return the colour as eyes without green cones see it (Machado et al. 2009, severity 1.0)."""
    return _from_linear(_times(_DEUTERANOPIA, _linear(colour)))


def difference(one: str, other: str) -> float:
    """Return the colour difference CIEDE2000 of two colours; about 2 is just seen, 15 and more is plain."""
    return ciede2000(_lab(one), _lab(other))


def told_apart(one: str, other: str, least: float = 15.0) -> bool:
    """Return whether deuteranopic eyes tell two mark colours apart (DESIGN.md section 4: a difference of 15)."""
    return difference(deuteranopia(one), deuteranopia(other)) >= least


def ciede2000(one: Triple, other: Triple) -> float:
    """Return CIEDE2000 of two CIELAB colours (Sharma, Wu & Dalal 2005, equations 2 to 22)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma7 = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * sqrt(mean_chroma7 / (mean_chroma7 + 25**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    grey = c1 * c2 == 0
    turn = 0.0 if grey else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if grey else (h1 + turn / 2) % 360
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    delta_hue = 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    t = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    s_light = 1 + 0.015 * (lightness - 50) ** 2 / sqrt(20 + (lightness - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    light, sat, angle = (l2 - l1) / s_light, (c2 - c1) / s_chroma, delta_hue / s_hue
    return sqrt(light * light + sat * sat + angle * angle + rotation * sat * angle)


def _bytes(colour: str) -> tuple[int, int, int]:
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"a colour is written #RRGGBB, not {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(parts: list[float]) -> str:
    return "#" + "".join(f"{min(255, max(0, round(part))):02X}" for part in parts)


def _linear(colour: str) -> Triple:
    red, green, blue = ((part / 255) for part in _bytes(colour))
    return _unbend(red), _unbend(green), _unbend(blue)


def _unbend(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _from_linear(parts: Triple) -> str:
    clipped = (min(1.0, max(0.0, part)) for part in parts)
    return _hex([255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055) for part in clipped])


def _times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    one, two, three = (row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2] for row in matrix)
    return one, two, three


def _lab(colour: str) -> Triple:
    def bend(part: float) -> float:
        return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116

    x, y, z = (bend(part / white) for part, white in zip(_times(_XYZ, _linear(colour)), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _oklab(colour: str) -> Triple:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> str:
    """Return the colour of this lightness and hue, with as much of its chroma as sRGB can show."""
    kept = 1.0
    while kept > 0:
        long = (lightness + (0.3963377774 * a + 0.2158037573 * b) * kept) ** 3
        medium = (lightness + (-0.1055613458 * a - 0.0638541728 * b) * kept) ** 3
        short = (lightness + (-0.0894841775 * a - 1.2914855480 * b) * kept) ** 3
        parts = (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
        if all(-0.001 <= part <= 1.001 for part in parts):
            return _from_linear(parts)
        kept -= 0.02
    return _from_linear((lightness**3, lightness**3, lightness**3))
