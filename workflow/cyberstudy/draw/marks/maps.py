"""Maps of the world: areas of countries filled by class, and a dot for each that is too small.

seaborn has no maps.
"""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.missing_answers import NO_DATA
from cyberstudy.draw.style import INK, lacking, narrower, new_figure
from cyberstudy.wording.translator import Translator
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.storage import read_json, read_text_table

#: Where the map begins at the left, in degrees: no country's area lies on both sides, so that
#: Chukotka stays with the rest of the Russian Federation.
SEAM = -168.5
#: Nobody is asked there, and it would be as wide as the map.
ANTARCTICA = "010"
#: Assume: the file shows who holds an area; where maps of the United Nations show it otherwise, so
#: does this one: Somaliland and Northern Cyprus, which have no code, are not apart, Crimea is
#: Ukraine's, and Western Sahara reaches to the parallel. Kosovo has no code and no data.
PART_OF = {"Somaliland": "706", "N. Cyprus": "196"}
RUSSIA, UKRAINE, CRIMEA = "643", "804", ((32, 44), (37, 47))  # longitudes and latitudes around it
MOROCCO, SAHARA, PARALLEL = "504", "732", 27.667
FINEST = 0.003  # of the earth's radius: a fifth of a point where the map is as wide as a column
#: How areas without data look.
BOUNDARIES = phrase(
    "Dots are countries too small to show as areas (crosses: no data), moved apart where they "
    "would overlap. Territories without data are not shown. Equal Earth projection; areas from "
    "Natural Earth. Boundaries, names and colours imply no opinion on the legal status of any "
    "country, territory, city or area or of its authorities, nor on its frontiers."
)
DOT = 0.05  # of the earth's radius, from dot to dot at least: as wide as a dot


@dataclass(frozen=True)
class Outlines:
    """Areas and borders of countries, as polygons and lines of shape (points, 2) on the map."""

    areas: Mapping[str, Sequence[np.ndarray]]  # by M49 code; "" has none
    borders: Sequence[np.ndarray]  # between areas of different codes, each once


def equal_earth(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Project places onto a map on which equal areas are equal.

    Parameters
    ----------
    longitude, latitude
        Degrees, of shape (places,).

    Returns
    -------
    np.ndarray
        Of shape (places, 2), in radii of the earth from the middle of the map, which begins at
        `SEAM`. Source: Savric, Patterson and Jenny (2019), The Equal Earth map projection,
        International Journal of Geographical Information Science 33(3), 454-465.
    """
    east = np.radians((np.asarray(longitude) - SEAM) % 360 - 180)
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(latitude)))
    slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * np.sqrt(3) * east * np.cos(theta) / (3 * slope)
    return np.column_stack([x, a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta])


def outlines_in(path: pathlib.Path) -> Outlines:
    """Read what a file of such a topology holds, once for all maps that are drawn of it."""
    return _outlines_in(path, path.stat().st_mtime_ns)


@cache
def _outlines_in(path: pathlib.Path, changed: int) -> Outlines:
    return world_of(read_json(path))


def world_of(topology: Mapping[str, Any]) -> Outlines:
    """Read areas and borders out of a topology of the kind that the package world-atlas has.

    Parameters
    ----------
    topology
        TopoJSON, quantized, whose object `countries` has M49 codes as identifiers. Source of the
        format: Bostock and Metcalf (2013), The TopoJSON Format Specification.
    """
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    places = [np.cumsum(arc, axis=0) * scale + origin for arc in topology["arcs"]]
    projected = [equal_earth(*place.T) for place in places]
    # A small island would become a line.
    arcs = [thin if len(thin := _thinned(line)) > 3 else line for line in projected]
    areas: dict[str, list[np.ndarray]] = {}
    sides: dict[int, set[str]] = {}
    south_west, north_east = equal_earth(*np.array(CRIMEA).T)
    for shape in topology["objects"]["countries"]["geometries"]:
        code = shape.get("id") or PART_OF.get(shape["properties"]["name"], "")
        several = shape["type"] == "MultiPolygon"
        rings = chain.from_iterable(shape["arcs"]) if several else shape["arcs"]
        for ring in rings if code != ANTARCTICA else ():
            line = np.concatenate([(arcs[n] if n >= 0 else arcs[~n][::-1])[:-1] for n in ring])
            in_crimea = code == RUSSIA and (south_west < line).all() and (line < north_east).all()
            owner = UKRAINE if in_crimea else code
            areas.setdefault(owner, []).append(line)
            for number in ring:
                sides.setdefault(max(number, ~number), set()).add(owner)
    borders = [
        arcs[n]
        for n, codes in sorted(sides.items())
        if len(codes) > 1 and codes != {MOROCCO, SAHARA}
    ]
    if {MOROCCO, SAHARA} <= areas.keys():
        borders += _reach_to_the_parallel(areas)
    return Outlines(areas, borders)


def _reach_to_the_parallel(areas: dict[str, list[np.ndarray]]) -> list[np.ndarray]:
    """Add to Western Sahara what lies south of the parallel; return the border that it then has."""
    north = equal_earth(np.zeros(1), np.array([PARALLEL]))[0, 1]
    (whole,) = areas[MOROCCO]
    first = int(np.argmax((whole[:, 1] >= north) & (np.roll(whole[:, 1], 1) < north)))
    whole = np.roll(whole, -first, axis=0)
    count = int((whole[:, 1] >= north).sum())
    # Where its outline crosses the parallel: behind the last place in the north, before the first.
    ends = [
        above + (below - above) * (north - above[1]) / (below[1] - above[1])
        for above, below in (whole[[count - 1, count]], whole[[0, -1]])
    ]
    areas[MOROCCO] = [np.concatenate([whole[:count], ends])]
    areas[SAHARA] = [*areas[SAHARA], np.concatenate([ends[:1], whole[count:], ends[1:]])]
    return [np.array(ends)]


def apart(dots: np.ndarray, least: float = DOT) -> np.ndarray:
    """Move dots of shape (dots, 2) so far that no two are nearer than `least`, and no further."""
    moved = np.array(dots, dtype=float)
    for _ in range(200):
        between = moved[:, None] - moved[None]
        distance = np.hypot(*between.transpose(2, 0, 1))
        lacking = np.clip(least - distance, 0, None)
        np.fill_diagonal(lacking, 0)
        if lacking.max(initial=0) < least / 1000:
            break
        # Two on one place part sideways, the first to the left.
        order = np.sign(np.subtract.outer(np.arange(len(moved)), np.arange(len(moved))))
        away = np.where(distance[..., None] > 0, between, np.stack([order, 0 * order], axis=-1))
        length = np.where(distance > 0, distance, 1)
        moved += (away * (lacking / length / 2)[..., None]).sum(axis=1)
    return moved


def figure_of_classes(
    rows: pl.DataFrame,
    looks: Mapping[str, Mapping[str, Any]],
    counted: pl.Series,
    say: Translator,
    areas: pathlib.Path,
    places: pathlib.Path,
) -> tuple[Figure, dict[str, int]]:
    """Make a figure of countries by class, with a legend that counts them.

    Parameters
    ----------
    rows
        iso3, m49 and class, which is null where there is no data.
    looks
        Of each class, as patches take it.
    counted
        The classes of the countries that are counted.
    areas, places
        Files of areas and of places of dots.

    Returns
    -------
    tuple
        The figure, and the count of each class.
    """
    absent = say("no data")
    figure, axes = new_figure(2.75 - 0.32 * lacking())
    looks = {**looks, absent: NO_DATA}
    dots = read_text_table(places)
    map_of_countries(axes, rows, looks, outlines_in(areas), dots, absent=absent)
    counts = dict.fromkeys(looks, 0) | dict(counted.fill_null(absent).value_counts().iter_rows())
    handles = [
        Patch(
            label=name if name == absent else say("{label} ({count})", label=name, count=count),
            **looks[name],
        )
        for name, count in counts.items()
    ]
    legend_below(figure, handles)
    return figure, counts


def map_of_countries(
    axes: Axes,
    rows: pl.DataFrame,
    looks: Mapping[str, Mapping[str, Any]],
    world: Outlines,
    places: pl.DataFrame,
    *,
    absent: str,
) -> None:
    """Draw countries by class: as areas or, where these are too small, as dots that do not meet.

    Parameters
    ----------
    axes
        Of nothing else.
    rows
        iso3, m49 and class, which is null where there is no data.
    looks
        Of each class, `absent` among them, as patches take it.
    world
        From `outlines_in`.
    places
        Where dots lie: iso3, longitude and latitude, as text.
    absent
        What countries without data, and areas without a row, are called.
    """
    dots = places.join(rows.filter(~pl.col("m49").is_in([*world.areas])), on="iso3").with_columns(
        pl.col("longitude", "latitude").cast(pl.Float64)
    )
    placed = apart(equal_earth(dots["longitude"].to_numpy(), dots["latitude"].to_numpy()))
    parts = []
    for name, look in looks.items():
        codes = rows.filter(pl.col("class").fill_null(absent) == name)["m49"].to_list()
        codes += sorted({*world.areas} - {*rows["m49"]}) if name == absent else []
        inside = (dots["class"].fill_null(absent) == name).to_numpy()
        parts.append((name, look, codes, placed[inside]))
    map_of_classes(axes, world, parts)


def map_of_classes(
    axes: Axes,
    world: Outlines,
    classes: Sequence[tuple[str, Mapping[str, Any], Sequence[str], np.ndarray]],
) -> None:
    """Fill every class's areas and draw its dots, then the borders above.

    Parameters
    ----------
    axes
        Of nothing else.
    world
        From `outlines_in`.
    classes
        Of each what it is called, how it looks (as patches do), the M49 codes of its areas and
        places of its dots, of shape (dots, 2). Codes without an area are passed over. Dots of a
        class whose areas are hatched are crosses.
    """
    for label, look, codes, dots in classes:
        rings = [ring for code in codes for ring in world.areas.get(code, ())]
        if rings:
            path = Path.make_compound_path(*(Path(_closed(ring), closed=True) for ring in rings))
            axes.add_patch(PathPatch(path, label=label, **{"lw": 0, **look}))
        # A dot is too small to be hatched: a cross stands for it.
        marker, size = ("X", 4) if "hatch" in look else ("o", 3.2)
        size /= narrower()  # no larger beside areas than where there is more room
        edged = {"mfc": look["facecolor"], "mec": INK, "mew": 0.35}
        axes.plot(*dots.T, marker, ms=size, label=label, zorder=3, **edged)
    lines = Path.make_compound_path(*map(Path, world.borders))
    axes.add_patch(PathPatch(lines, facecolor="none", edgecolor="white", lw=0.3, zorder=2))
    axes.autoscale_view()
    axes.margins(0.01)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _thinned(line: np.ndarray) -> np.ndarray:
    """Leave out points that lie as good as on the line between others (Douglas, Peucker 1973)."""
    along, beside = line[-1] - line[0], line - line[0]
    length = np.hypot(*along)
    away = np.abs(beside @ [-along[1], along[0]]) / length if length else np.hypot(*beside.T)
    farthest = int(away.argmax())
    if away[farthest] <= FINEST:
        return line[[0, -1]]
    return np.concatenate([_thinned(line[: farthest + 1])[:-1], _thinned(line[farthest:])])


def _closed(ring: np.ndarray) -> np.ndarray:
    return np.concatenate([ring, ring[:1]])
