"""What a clustering amounts to, by rules written before looking, and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from cyberstudy.cluster.ward.selection import Solution

NO_STRUCTURE, UNSTABLE, TYPES = "no structure", "unstable", "types"
FEW_MEMBERS = 3  # a cluster with fewer members is cautioned about
SHOWN = 3  # members named in the text


def verdict_of(
    solutions: Mapping[int, Solution],
    members: pl.DataFrame,
    stability: pl.DataFrame,
    *,
    name: str,
    main: int,
    max_clusters: int,
    significance: float,
    minimum_jaccard: float,
) -> dict[str, object]:
    """Judge a clustering.

    Parameters
    ----------
    solutions
        By minimum number of nominations, `main` among them.
    members, stability
        `tables.Members` and the chosen rows of `tables.Stability` for the main solution.

    Returns
    -------
    dict
        For verdict.json. `clusters` is what the gap statistic chooses even where the verdict is
        that there is no structure; `text` then says what to make of it.
    """
    solution = solutions[main]
    least = stability["jaccard"].min()
    if solution.p_value >= significance or solution.chosen == 1:
        verdict = NO_STRUCTURE
    elif least < minimum_jaccard:
        verdict = UNSTABLE
    else:
        verdict = TYPES
    who = f"the {len(solution.iso3)} countries with at least {main} nominations"
    text = {
        NO_STRUCTURE: lambda: _no_structure(solution, who, significance),
        UNSTABLE: lambda: _unstable(solution, who, members, stability, minimum_jaccard),
        TYPES: lambda: _types(solution, who, members, least),
    }[verdict]()
    return {
        "clustering": name,
        "verdict": verdict,
        "clusters": solution.chosen,
        "countries": len(solution.iso3),
        "p_value": round(solution.p_value, 6),
        "min_jaccard": round(least, 6),
        "significance": significance,
        "minimum_jaccard": minimum_jaccard,
        "minimum_nominations": main,
        "thresholds": sorted(solutions),
        "cautions": _cautions(solutions, main, stability, max_clusters),
        "text": text,
    }


def _no_structure(solution: Solution, who: str, significance: float) -> str:
    if solution.p_value >= significance:
        return (
            f"No stable typology: {who} differ in what they are named for no more than they do "
            f"when each expert's crime types are shuffled ({_p(solution)})."
            + (
                f" The {solution.chosen} groups that the gap statistic would make are not to be "
                "read as types."
                if solution.chosen > 1
                else ""
            )
        )
    return (
        f"No stable typology: {who} differ in what they are named for ({_p(solution)}), but do not "
        "fall into groups that the gap statistic can tell apart: it chooses one."
    )


def _unstable(
    solution: Solution,
    who: str,
    members: pl.DataFrame,
    stability: pl.DataFrame,
    minimum_jaccard: float,
) -> str:
    lost = stability.filter(pl.col("jaccard") < minimum_jaccard)
    each = "; ".join(
        f"{_named(cluster, members)} has a mean Jaccard of {jaccard:.2f}"
        for cluster, jaccard in lost.select("cluster", "jaccard").iter_rows()
    )
    return (
        f"No stable typology: {who} differ in what they are named for ({_p(solution)}) and the "
        f"gap statistic makes {solution.chosen} groups, but not all of them come back when experts "
        f"are drawn again. {each}, where {minimum_jaccard:g} is asked for."
    )


def _types(solution: Solution, who: str, members: pl.DataFrame, least: float) -> str:
    groups = sorted(members["cluster"].unique())
    return (
        f"Among {who} there are {solution.chosen} types by what they are named for "
        f"({_p(solution)}): {'; '.join(_named(group, members) for group in groups)}. All come back "
        f"when experts are drawn again (lowest mean Jaccard {least:.2f})."
    )


def _named(cluster: str, members: pl.DataFrame) -> str:
    """Name a cluster's members, those with most nominations first, as in `A (Chad, Peru)`."""
    names = (
        members.filter(cluster=cluster)
        .sort("nominations", "iso3", descending=[True, False])["country"]
        .to_list()
    )
    more = len(names) - SHOWN
    return f"{cluster} ({', '.join(names[:SHOWN])}{f' and {more} more' if more > 0 else ''})"


def _p(solution: Solution) -> str:
    return f"p = {solution.p_value:.3f}" if solution.p_value >= 0.001 else "p < 0.001"


def _cautions(
    solutions: Mapping[int, Solution],
    main: int,
    stability: pl.DataFrame,
    max_clusters: int,
) -> Sequence[str]:
    chosen = {minimum: solution.chosen for minimum, solution in sorted(solutions.items())}
    found = []
    for cluster, size in stability.select("cluster", "members").iter_rows():
        if size < FEW_MEMBERS:
            found.append(f"Cluster {cluster} has fewer than {FEW_MEMBERS} members ({size}).")
    if len(set(chosen.values())) > 1:
        each = ", ".join(f"{clusters} at {minimum}" for minimum, clusters in chosen.items())
        found.append(f"The number of clusters depends on the minimum of nominations: {each}.")
    if solutions[main].near_largest != chosen[main]:
        found.append(
            f"The rule stops at {chosen[main]} clusters, the first number that the next does not "
            f"better; by the largest gap it would be {solutions[main].near_largest}."
        )
    if chosen[main] == max_clusters:
        found.append(f"{max_clusters} clusters is the most that was tried.")
    return found
