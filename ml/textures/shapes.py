"""Single figures as signed distances in a cell: negative inside, about -0.5..0.5 wide."""

from collections.abc import Callable

import numpy as np

from ml.textures.fields import Field

Shape = Callable[[Field, Field], Field]


def disc(rng: np.random.Generator) -> Shape:
    radius, squeeze = rng.uniform(0.12, 0.45), rng.uniform(0.6, 1.6) if rng.random() < 0.4 else 1.0
    return lambda x, y: np.hypot(x * squeeze, y / squeeze) - radius


def ring(rng: np.random.Generator) -> Shape:
    radius, width = rng.uniform(0.18, 0.45), rng.uniform(0.025, 0.09)
    return lambda x, y: np.abs(np.hypot(x, y) - radius) - width


def rings(rng: np.random.Generator) -> Shape:
    count, duty = rng.uniform(5, 12), rng.uniform(-0.6, 0.6)
    return lambda x, y: np.where(
        np.hypot(x, y) < 0.46, (np.cos(2 * np.pi * count * np.hypot(x, y)) - duty) / (2 * np.pi * count), 0.1
    )


def polygon(rng: np.random.Generator) -> Shape:
    power, radius = float(rng.choice([0.7, 1.0, 1.5, 4.0, 8.0])), rng.uniform(0.2, 0.46)
    return lambda x, y: (np.abs(x) ** power + np.abs(y) ** power) ** (1 / power) - radius


def petals(rng: np.random.Generator) -> Shape:
    """A rosette: r < a + b cos(k angle), sharper or rounder."""
    count, depth = int(rng.integers(3, 13)), rng.uniform(0.15, 0.5)
    radius, turn, sharp = rng.uniform(0.25, 0.34), rng.uniform(0, 2 * np.pi), rng.uniform(0.4, 2.5)

    def draw(x: Field, y: Field) -> Field:
        wave = np.cos(count * np.arctan2(y, x) + turn)
        return np.hypot(x, y) - radius * (1 + depth * np.sign(wave) * np.abs(wave) ** sharp)

    return draw


def four_ovals(rng: np.random.Generator) -> Shape:
    """Ovals round a point, as fruits cut through."""
    count, away = int(rng.choice([3, 4, 5, 6, 8])), rng.uniform(0.18, 0.28)
    long, wide, turn = rng.uniform(0.12, 0.22), rng.uniform(0.05, 0.14), rng.uniform(0, np.pi)

    def draw(x: Field, y: Field) -> Field:
        step = 2 * np.pi / count
        angle = np.mod(np.arctan2(y, x) + turn, step) - step / 2
        radius = np.hypot(x, y)
        along, across = radius * np.cos(angle) - away, radius * np.sin(angle)
        return (np.hypot(along / long, across / wide) - 1) * min(long, wide)

    return draw


def cross(rng: np.random.Generator) -> Shape:
    width, reach, turn = rng.uniform(0.03, 0.14), rng.uniform(0.25, 0.5), float(rng.choice([0, np.pi / 4]))

    def draw(x: Field, y: Field) -> Field:
        u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        arm = np.maximum(np.abs(u) - reach, np.abs(v) - width)
        return np.minimum(arm, np.maximum(np.abs(v) - reach, np.abs(u) - width))

    return draw


def star(rng: np.random.Generator) -> Shape:
    count, inner, outer = int(rng.integers(4, 11)), rng.uniform(0.08, 0.22), rng.uniform(0.3, 0.48)
    turn = rng.uniform(0, 2 * np.pi)

    def draw(x: Field, y: Field) -> Field:
        step = 2 * np.pi / count
        away = np.abs(np.mod(np.arctan2(y, x) + turn, step) - step / 2) / (step / 2)
        return np.hypot(x, y) - (outer + (inner - outer) * away)

    return draw


def crescent(rng: np.random.Generator) -> Shape:
    turn, radius, shift = rng.uniform(0, 2 * np.pi), rng.uniform(0.25, 0.42), rng.uniform(0.1, 0.22)
    bite = radius * rng.uniform(0.75, 1.0)

    def draw(x: Field, y: Field) -> Field:
        dx, dy = x - shift * np.cos(turn), y - shift * np.sin(turn)
        return np.maximum(np.hypot(x, y) - radius, bite - np.hypot(dx, dy))

    return draw


def leaf(rng: np.random.Generator) -> Shape:
    """Two arcs that meet in points, with or without a rib."""
    turn, bow, rib = rng.uniform(0, np.pi), rng.uniform(0.25, 0.9), rng.random() < 0.6
    bend = rng.uniform(-0.6, 0.6)

    def draw(x: Field, y: Field) -> Field:
        u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        v = v + bend * (0.2 - u * u)
        outline = np.abs(v) - bow * np.maximum(0.21 - u * u, -0.2)
        if rib:
            outline = np.maximum(outline, 0.018 - np.abs(v))
        return outline

    return draw


def spiral(rng: np.random.Generator) -> Shape:
    """A coil, as tendrils and waves end in."""
    turns, width, sign = rng.uniform(3.5, 8), rng.uniform(0.2, 0.5), float(rng.choice([-1, 1]))
    start, reach = rng.uniform(0, 2 * np.pi), rng.uniform(0.34, 0.48)

    def draw(x: Field, y: Field) -> Field:
        radius = np.hypot(x, y)
        phase = np.mod(radius * turns + sign * (np.arctan2(y, x) + start) / (2 * np.pi), 1.0)
        line = (np.abs(phase - 0.5) - width / 2) / turns
        return np.maximum(line, radius - reach)

    return draw


def blob(rng: np.random.Generator) -> Shape:
    """A closed outline by random Fourier descriptors: leaves, beasts, fruits that nobody named."""
    count = int(rng.integers(3, 8))
    strength = rng.normal(0, 1, count) / np.arange(1, count + 1) ** rng.uniform(0.6, 1.4)
    phase, radius = rng.uniform(0, 2 * np.pi, count), rng.uniform(0.24, 0.34)
    strength *= 0.5 / max(float(np.abs(strength).sum()), 1e-6)

    def draw(x: Field, y: Field) -> Field:
        angle = np.arctan2(y, x)
        edge = sum(
            s * np.cos((k + 1) * angle + p) for k, (s, p) in enumerate(zip(strength, phase, strict=True))
        )
        return np.hypot(x, y) - radius * (1 + edge)

    return draw


def branch(rng: np.random.Generator) -> Shape:
    """A bent stem with leaves left and right."""
    pairs, long, wide = int(rng.integers(2, 6)), rng.uniform(0.12, 0.2), rng.uniform(0.025, 0.06)
    bend, lean, turn = rng.uniform(-0.7, 0.7), rng.uniform(0.4, 1.1), rng.uniform(0, 2 * np.pi)

    def draw(x: Field, y: Field) -> Field:
        u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        v = v - bend * (u * u - 0.1)
        shape = np.maximum(np.abs(v) - 0.014, np.abs(u) - 0.45)
        for place in np.linspace(-0.36, 0.36, pairs):
            for side in (-1, 1):
                du, dv = u - place, side * v
                along = du * np.cos(lean) + dv * np.sin(lean) - long
                across = dv * np.cos(lean) - du * np.sin(lean)
                shape = np.minimum(shape, (np.hypot(along / long, across / wide) - 1) * wide)
        return shape

    return draw


def beast(rng: np.random.Generator) -> Shape:
    """Body, head, legs or wings, tail and eye out of ovals: an animal in outline."""
    parts = [(0.0, 0.0, rng.uniform(0.16, 0.26), rng.uniform(0.09, 0.16), rng.uniform(-0.4, 0.4))]
    parts.append((rng.uniform(0.18, 0.3), rng.uniform(-0.22, 0.0), rng.uniform(0.06, 0.1), 0.06, 0.0))
    for _ in range(int(rng.integers(2, 6))):
        turn = rng.uniform(0, 2 * np.pi)
        reach = rng.uniform(0.16, 0.26)
        long, wide = rng.uniform(0.08, 0.2), rng.uniform(0.02, 0.05)
        parts.append((reach * np.cos(turn), reach * np.sin(turn), long, wide, turn))
    eye = parts[1][:2]

    def draw(x: Field, y: Field) -> Field:
        shape = np.full(x.shape, 1.0, np.float32)
        for cx, cy, long, wide, turn in parts:
            dx, dy = x - cx, y - cy
            along, across = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
            shape = np.minimum(shape, (np.hypot(along / long, across / wide) - 1) * min(long, wide))
        return np.maximum(shape, 0.022 - np.hypot(x - eye[0], y - eye[1]))

    return draw


SHAPES = (
    disc, ring, rings, polygon, petals, four_ovals, cross, star, crescent, leaf, spiral, blob, branch, beast,
)  # fmt: skip


def any_shape(rng: np.random.Generator) -> Shape:
    """One of all figures, sometimes only its outline."""
    made = SHAPES[int(rng.integers(len(SHAPES)))](rng)
    if rng.random() < 0.3:
        width = rng.uniform(0.012, 0.035)
        return lambda x, y: np.abs(made(x, y)) - width
    return made
