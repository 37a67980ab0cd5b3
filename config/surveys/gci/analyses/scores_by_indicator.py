"""What ITU's editions score by indicator: what changed, of which groups, and of which countries."""

import polars as pl

from cyberstudy.analyses import figure
from cyberstudy.claims import MAIN
from cyberstudy.draw.of_tables import CELLS, in_seaborn
from cyberstudy.specifications import INDICATORS
from surveyanswers.tables.phrases import phrase

OVERALL = "overall_score"
GROUPS = {
    ("all", "total"): phrase("All States"),
    **{("region", name): name for name in ("Africa", "Americas", "Asia", "Europe", "Oceania")},
    ("development", "very_high"): phrase("Very high HDI"),
    ("development", "high"): phrase("High HDI"),
    ("development", "medium"): phrase("Medium HDI"),
    ("development", "low"): phrase("Low HDI"),
    ("least_developed", "yes"): phrase("Least developed"),
    ("landlocked", "yes"): phrase("Landlocked"),
    ("small_island", "yes"): phrase("Small islands"),
}
AWARDED = phrase(
    "ITU awards the scores, which run from 0 (nothing in place) to 1 (everything); they are not "
    "States' own answers. ITU changed how it scores sub-questions between the editions, so a "
    "change in score reflects both what States did and how ITU scored it."
)
TOTAL = {"grouping": "all", "group": "total"}
ISLANDS = {"grouping": "small_island", "group": "yes"}
TEAMS_OF = {"wave": "2024", "question": "sectoral_cirt"}
SAYS = {
    "headline": "ITU's average scores rose on every indicator, but its scoring changed",
    "finding": "From {from} to {to}, the mean scores of {base} Member States rose on every "
    "indicator: least for awareness campaigns ({smallest}) and most for bilateral agreements "
    "({largest}), on a scale from zero to one. The overall score rose in {risen} States and fell "
    "in {fallen}. On {more} of {indicators} indicators, more States had full marks in {to} than in "
    "{from}. ITU's new weights do not account for the rise. ITU also changed its questions and "
    "scoring, so the scores cannot show how much of the rise is due to what States did.",
    "holds": {"smallest": {"at_least": 0.01}},
    "subtitle": "Mean scores of {base} Member States on the {indicators} indicators in both "
    "editions of the Global Cybersecurity Index, {from} and {to}",
    "table": "change",
    "row": TOTAL | {"question": "awareness"},
    "values": {
        "from": {"plan": ["change", "wave_from"]},
        "to": {"plan": ["change", "wave_to"]},
        "base": {"column": "base"},
        "smallest": {"column": "difference", "decimals": 2},
        "largest": {
            "column": "difference",
            "decimals": 2,
            "row": TOTAL | {"question": "bilateral_agreements"},
        },
        "risen": {"column": "risen", "row": TOTAL | {"question": OVERALL}},
        "fallen": {"column": "fallen", "row": TOTAL | {"question": OVERALL}},
        "more": {"table": "full_marks", "count": {"indicator": True, "more": True}},
        "indicators": {"table": "full_marks", "count": {"indicator": True}},
    },
}
LOWEST = (
    "Sectoral teams serve one sector, such as energy or finance. On this indicator in 2024, {base} "
    "Member States scored {mean} on average on a scale from zero to one, and {islands_base} small "
    "island developing States {islands}."
)
TEAMS = {
    "headline": "Worldwide, States scored lowest on sectoral incident response teams",
    "claim": "sector_teams_lowest",
    "finding": LOWEST,
    "weaker": [
        {
            "headline": "The mean score for sectoral incident response teams was the lowest",
            "finding": LOWEST,
            "holds": {"lead": {"at_least": 0.001}},
        }
    ],
    "subtitle": "Mean score by indicator and group in per cent of the points, Global Cybersecurity "
    "Index 2024",
    "table": "levels",
    "row": TEAMS_OF | TOTAL,
    "values": {
        "base": {"column": "base"},
        "mean": {"column": "mean", "decimals": 2},
        "islands": {"column": "mean", "decimals": 2, "row": TEAMS_OF | ISLANDS},
        "islands_base": {"column": "base", "row": TEAMS_OF | ISLANDS},
        "lead": {"table": "sector_teams_lowest", "column": "value", "row": {"kind": MAIN}},
    },
}


@figure(
    "change",
    area="Countries",
    title="Mean cybersecurity scores by indicator, 2020 and 2024",
    says=SAYS,
)
def indicators_over_time(rows, view):
    """Draw two dots an indicator, the largest rise on top, with the rise behind them."""

    @in_seaborn(who=phrase("Member States"), height=5.4, method=AWARDED)
    def draw(table, axes):
        import seaborn as sns  # late: the planner of a run imports this file, too

        editions = {"level_from": "2020", "level_to": "2024"}
        long = table.rename(columns=editions)
        long = long.melt("question", [*editions.values()], "edition", "mean")
        axes.hlines(table.index, table["level_from"], table["level_to"], color="0.85", lw=3)
        looks = {"palette": ["C0", "C5"], "markers": ["o", "D"], "markersize": 4}
        looks |= {"hue": "edition", "errorbar": None, "linestyle": "none"}
        sns.pointplot(long, x="mean", y="question", ax=axes, **looks)
        for place, rise in enumerate(table["difference"]):
            axes.text(1.03, place, f"{rise:+.2f}", va="center_baseline", fontsize=7)
        axes.set(xlim=(0, 1.15), xticks=[0, 0.25, 0.5, 0.75, 1], ylabel=None)
        axes.set_xlabel(view.say("Mean score; at the right: change"), loc="left")
        axes.grid(axis="x", color="0.9")

    of_all = rows.filter(**TOTAL).filter(pl.col("question").is_in(INDICATORS))
    shown = of_all.select("question", "base", "level_from", "level_to", "difference")
    return draw(shown.sort("difference", descending=True), view)


@figure(
    "levels",
    area="Countries",
    title="Cybersecurity scores by indicator and group of countries, 2024",
    says=TEAMS,
)
def what_remains(rows, view):
    """Draw a row an indicator, the lowest on top, and a column a group, in per cent."""
    sort = phrase("Rows are sorted by the first column, lowest first.")

    @in_seaborn(who=phrase("Member States"), height=5.6, method=sort)
    def draw(table, axes):
        import seaborn as sns

        cells = table.pivot(index="question", columns="who", values="mean").astype(float)
        cells = cells.sort_values(cells.columns[0])
        sns.heatmap(100 * cells, ax=axes, vmax=100, annot_kws={"fontsize": 7}, **CELLS)
        _columns_above(axes)

    groups = pl.DataFrame([(*key, name) for key, name in GROUPS.items()], orient="row")
    groups.columns = ["grouping", "group", "who"]
    shown = groups.join(rows, on=["grouping", "group"], maintain_order="left")
    shown = shown.filter(pl.col("question").is_in(INDICATORS))
    return draw(shown.select("who", "grouping", "group", "question", "base", "mean"), view)


def _columns_above(axes):
    """Write what columns are called above them."""
    axes.set(xlabel=None, ylabel=None)
    axes.tick_params(length=0, bottom=False, labelbottom=False, labeltop=True)
    axes.tick_params(axis="x", rotation=90)


def of_countries(name, who, **of):
    """Return the figure of some countries: a row a country, the highest score on top."""

    def scores(rows, view):
        chosen = rows.join(view.survey.frame.filter(**of), on="unit_id", how="semi")
        numbers = (pl.col(f"{name}:number").alias(name) for name in (OVERALL, *INDICATORS))
        numbers = chosen.select("unit_id", *numbers)
        numbers = numbers.sort(OVERALL, "unit_id", descending=[True, False])

        @in_seaborn(who=who, height=2.2 + 0.17 * numbers.height, method=AWARDED)
        def draw(table, axes):
            import seaborn as sns
            from matplotlib import colormaps

            cells = table.set_index("unit_id")[INDICATORS].rename(columns=view.label)
            scale = {"location": "bottom", "shrink": 0.5, "aspect": 25, "pad": 0.03}
            # In tenths: a finer scale would give each value back, which ITU's terms do not allow.
            colours = colormaps["Blues"].resampled(10)
            looks = CELLS | {"cmap": colours, "annot": False, "cbar": True, "cbar_kws": scale}
            sns.heatmap(cells, ax=axes, vmax=1, **looks)
            _columns_above(axes)
            for end in (2, 5, 8, 14):  # of a pillar
                axes.axvline(end, color="white", lw=4)
            beside = axes.secondary_yaxis("right")
            beside.set_yticks(axes.get_yticks(), [f"{score:.1f}" for score in table[OVERALL]])
            beside.tick_params(length=0)
            beside.spines["right"].set_visible(False)

        return draw(numbers, view)

    scores.__name__ = name
    says = {
        "subtitle": "Score by indicator, and overall score at the right, Global Cybersecurity "
        "Index 2024"
    }
    title = f"Cybersecurity scores of {who}, 2024"
    return figure("answers", area="Countries", title=title, says=says)(scores)


least_developed = of_countries(
    "least_developed_by_indicator", "least developed countries", ldc_2025="yes"
)
africa = of_countries("africa_by_indicator", "countries in Africa", region="Africa")
americas = of_countries("americas_by_indicator", "countries in the Americas", region="Americas")
asia = of_countries("asia_by_indicator", "countries in Asia", region="Asia")
europe = of_countries("europe_by_indicator", "countries in Europe", region="Europe")
oceania = of_countries("oceania_by_indicator", "countries in Oceania", region="Oceania")
