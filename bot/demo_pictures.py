"""Invented landscapes of the northern hills: the photos of the demo's records.

Nothing here shows a real place or person. The pictures carry no text, because Pillow's own font
lacks most Vietnamese letters and another one may not be installed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from math import cos, pi, sin
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Pillow is slow to import, and only the demo draws.
    from PIL.Image import Image as PilImage
    from PIL.ImageDraw import ImageDraw

Colour = tuple[int, int, int]
Ridge = Callable[[float], float]  # the height of a line at x; all lengths here are drawn pixels

WIDTH, HEIGHT = 960, 720
_W, _H = 2 * WIDTH, 2 * HEIGHT  # drawn at twice the size and shrunk, which smooths the edges
_STEP = 12


@dataclass(frozen=True, slots=True)
class _Light:
    """The colours of one hour and season."""

    sky: Colour
    horizon: Colour
    sun: Colour
    far: Colour
    near: Colour
    fields: tuple[Colour, ...]
    bank: Colour


_LIGHTS = (
    _Light(  # a clear morning, young rice
        (88, 164, 222), (222, 240, 246), (255, 250, 222), (138, 178, 196), (52, 104, 84),
        ((140, 192, 74), (112, 172, 66), (168, 208, 92), (94, 152, 60)), (70, 112, 48),
    ),
    _Light(  # harvest
        (112, 176, 216), (252, 236, 196), (255, 244, 190), (164, 172, 164), (84, 112, 70),
        ((236, 196, 72), (220, 174, 54), (246, 214, 104), (200, 184, 70)), (140, 110, 44),
    ),
    _Light(  # evening
        (96, 84, 150), (252, 178, 128), (255, 226, 160), (150, 110, 146), (62, 56, 92),
        ((148, 140, 96), (196, 148, 104), (116, 122, 96), (226, 170, 118)), (76, 66, 74),
    ),
    _Light(  # the season of water: the fields mirror the sky
        (126, 188, 206), (236, 244, 232), (255, 255, 236), (140, 170, 172), (60, 96, 78),
        ((186, 220, 226), (150, 200, 212), (130, 176, 108), (206, 230, 226)), (104, 88, 60),
    ),
    _Light(  # mist after rain
        (168, 188, 190), (236, 238, 228), (250, 248, 232), (176, 192, 190), (70, 104, 92),
        ((124, 168, 104), (152, 188, 116), (104, 148, 100), (178, 202, 140)), (82, 104, 72),
    ),
)  # fmt: skip
_ROOFS: tuple[Colour, ...] = ((150, 74, 52), (112, 84, 66), (178, 96, 58), (96, 98, 108))
_FLOWERS: tuple[Colour, ...] = ((244, 104, 140), (250, 206, 70), (236, 84, 66), (240, 240, 244))
_RED, _YELLOW, _WOOD, _CREAM = (218, 37, 29), (255, 222, 0), (104, 72, 48), (240, 222, 184)


def demo_picture(seed: int) -> bytes:
    """A JPEG of 960 by 720: one view for each seed, the same whenever it is drawn."""
    from PIL import ImageDraw

    chance = Random(seed)  # noqa: S311 - a drawing, no secret
    light = chance.choice(_LIGHTS)
    image = _sky(chance, light)
    draw = ImageDraw.Draw(image)
    _mountains(draw, chance, light)
    _terraces(draw, chance, light)
    _village(draw, chance, light)
    _flower_row(draw, chance)
    out = BytesIO()
    image.reduce(2).save(out, "JPEG", quality=88)
    return out.getvalue()


def _sky(chance: Random, light: _Light) -> "PilImage":
    """Blue above, pale below, and light around the sun so that no two skies are alike."""
    from PIL import Image, ImageDraw

    x, y = chance.uniform(0.08, 0.92) * _W, chance.uniform(0.08, 0.26) * _H
    fade = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    small = Image.composite(_paper(light.horizon), _paper(light.sky), fade)
    reach = int(WIDTH * chance.uniform(0.6, 0.95))
    halo = Image.radial_gradient("L").point(_glow).resize((2 * reach, 2 * reach))
    small.paste(light.sun, (int(x / 2) - reach, int(y / 2) - reach), halo)
    image = small.resize((_W, _H), Image.Resampling.NEAREST)  # it has no edges to smooth
    draw = ImageDraw.Draw(image)
    draw.circle((x, y), chance.uniform(60, 90), light.sun)
    for _ in range(chance.randint(1, 4)):
        _cloud(draw, chance, _mix(light.horizon, (255, 255, 255), 0.6))
    return image


def _glow(distance: float) -> float:
    """How much of the sun's colour the sky takes, 0 to 255, at 0 to 255 of the halo's reach."""
    return max(0.0, 190 - 1.1 * distance)


def _cloud(draw: "ImageDraw", chance: Random, colour: Colour) -> None:
    x, y = chance.uniform(0, _W), chance.uniform(0.05, 0.3) * _H
    for puff in range(5):
        radius = 34 + 30 * sin(pi * (puff + 0.5) / 5) + chance.uniform(0, 14)
        centre = x + (puff - 2) * 58
        draw.ellipse((centre - radius * 1.5, y - radius, centre + radius * 1.5, y + 26), colour)


def _mountains(draw: "ImageDraw", chance: Random, light: _Light) -> None:
    for layer in range(4):
        ridge = _ridge(chance, (0.36 + 0.07 * layer) * _H, (0.12 - 0.02 * layer) * _H)
        _fill_below(draw, ridge, _mix(light.far, light.near, layer / 3))


def _terraces(draw: "ImageDraw", chance: Random, light: _Light) -> None:
    """Bands that follow one slope, wider towards the viewer, each with its bank of earth."""
    slope = chance.choice((-1, 1)) * chance.uniform(0.1, 0.24) * _H
    bulge = _ridge(chance, 0, 0.05 * _H)
    top, band = 0.6 * _H, 0.028 * _H
    shift = chance.randrange(len(light.fields))
    for number in range(12):
        edge = _terrace_edge(top, slope * (1 - number / 14), bulge, chance.uniform(0, 2 * pi))
        _fill_below(draw, edge, light.bank)
        _fill_below(draw, edge, light.fields[(number + shift) % len(light.fields)], lower=9)
        top += band
        band *= 1.13


def _terrace_edge(top: float, slope: float, bulge: Ridge, phase: float) -> Ridge:
    return lambda x: top + slope * (x / _W - 0.5) + bulge(x) + 10 * sin(9 * x / _W + phase)


def _village(draw: "ImageDraw", chance: Random, light: _Light) -> None:
    """One to three houses on a side of the picture, with trees behind them and perhaps a flag."""
    middle = chance.choice((0.22, 0.36, 0.64, 0.78)) * _W
    ground = chance.uniform(0.74, 0.82) * _H
    for _ in range(chance.randint(4, 9)):
        _tree(draw, chance, (middle + chance.gauss(0, 210), ground - 20), light.near)
    for number in range(chance.randint(1, 3)):
        place = middle + (-230, 170, 10)[number], ground + (-30, -10, 40)[number]
        _house(draw, chance, place, 0.8 + 0.2 * number)
    if chance.choice((True, False)):
        _flag(draw, (middle + chance.choice((-330, 330)), ground + 40))


def _house(draw: "ImageDraw", chance: Random, place: tuple[float, float], size: float) -> None:
    """A house on stilts: posts, floor, wall with door and windows, a steep roof."""
    (x, y), unit = place, 100 * size
    for post in (-1.1, -0.4, 0.4, 1.1):
        draw.rectangle((x + post * unit - 7, y - 0.5 * unit, x + post * unit + 7, y), _WOOD)
    wall = _mix(_CREAM, (196, 144, 92), chance.random())
    draw.rectangle((x - 1.3 * unit, y - 1.35 * unit, x + 1.3 * unit, y - 0.45 * unit), wall)
    draw.rectangle((x - 1.45 * unit, y - 0.5 * unit, x + 1.45 * unit, y - 0.4 * unit), _WOOD)
    draw.rectangle((x - 0.22 * unit, y - 1.15 * unit, x + 0.22 * unit, y - 0.5 * unit), _WOOD)
    for window in (-0.8, 0.8):
        left, top = x + (window - 0.22) * unit, y - 1.1 * unit
        draw.rectangle((left, top, left + 0.44 * unit, top + 0.36 * unit), (86, 96, 104))
    roof = chance.choice(_ROOFS)
    eaves, top = y - 1.25 * unit, y - 2.2 * unit
    corners = ((x - 1.75 * unit, eaves), (x - 0.95 * unit, top), (x + 0.95 * unit, top))
    draw.polygon((*corners, (x + 1.75 * unit, eaves)), roof)
    draw.line(((x - 0.95 * unit, top), (x + 0.95 * unit, top)), _mix(roof, _CREAM, 0.4), 12)


def _tree(draw: "ImageDraw", chance: Random, place: tuple[float, float], shade: Colour) -> None:
    (x, y), tall = place, chance.uniform(150, 280)
    draw.rectangle((x - 8, y - tall, x + 8, y), _WOOD)
    leaf = _mix(shade, (96, 156, 70), chance.uniform(0.3, 0.8))
    for step in range(6):
        angle, radius = step * pi / 3, tall * chance.uniform(0.2, 0.28)
        centre = x + 0.2 * tall * cos(angle), y - tall - 0.14 * tall * sin(angle)
        draw.circle(centre, radius, _mix(leaf, (255, 255, 230), 0.12 if step in (1, 2) else 0))


def _flag(draw: "ImageDraw", foot: tuple[float, float]) -> None:
    x, y = foot
    draw.rectangle((x - 5, y - 420, x + 5, y), (232, 232, 226))
    draw.rectangle((x + 5, y - 414, x + 155, y - 314), _RED)
    star = []
    for point in range(10):
        radius, angle = (34 if point % 2 == 0 else 13), point * pi / 5 - pi / 2
        star.append((x + 80 + radius * cos(angle), y - 364 + radius * sin(angle)))
    draw.polygon(star, _YELLOW)


def _flower_row(draw: "ImageDraw", chance: Random) -> None:
    """The flower border along the village road, nearest to the viewer."""
    edge = _ridge(chance, 0.93 * _H, 0.025 * _H)
    _fill_below(draw, edge, (66, 112, 58))
    colours = chance.sample(_FLOWERS, 2)
    for _ in range(150):
        x = chance.uniform(0, _W)
        centre = x, edge(x) + chance.triangular(-14, 0.08 * _H, 10)
        draw.circle(centre, chance.uniform(9, 17), chance.choice(colours))
        draw.circle(centre, 5, (250, 232, 150))


def _ridge(chance: Random, height: float, swing: float) -> Ridge:
    """A gentle line around `height`, made of three waves."""
    waves = [
        (swing * share, chance.uniform(0.7, 1.3) * turns * 2 * pi / _W, chance.uniform(0, 2 * pi))
        for share, turns in ((0.6, 1.0), (0.3, 2.3), (0.12, 5.1))
    ]
    return lambda x: height + sum(high * sin(speed * x + phase) for high, speed, phase in waves)


def _fill_below(draw: "ImageDraw", line: Ridge, colour: Colour, lower: float = 0) -> None:
    points = [(x, line(x) + lower) for x in range(0, _W + _STEP, _STEP)]
    draw.polygon(((0, _H), *points, (_W + _STEP, _H)), colour)


def _paper(colour: Colour) -> "PilImage":
    from PIL import Image

    return Image.new("RGB", (WIDTH, HEIGHT), colour)


def _mix(a: Colour, b: Colour, share: float) -> Colour:
    """`a` with `share` of it (0 to 1) replaced by `b`."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue
