"""Naming and rating of the World Cybercrime Index in one model, with the experts' own effects.

A run of the study (results/wci2021) is read, and the model sampled (numpyro, NUTS). Estimated is
the index that new experts from elsewhere would make. ``expert_model_run.py`` runs it and what
``expert_model_checks.py`` asks of it; what is assumed stands in README.md beside.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
import polars as pl
from jax.scipy.stats import norm

ROOT = Path(__file__).parents[1]
PARTS = ("technical", "attacks", "data", "scams", "cashing")
HOMES = ("nationality", "residence")
#: Countries that an expert may name for a type of crime, and the best rating.
MOST, BEST = 5, 10.0
#: Assume: new experts drawn behind each estimate, the same for all draws; enough that theirs is
#: no part of an interval.
NEW = 400
Draw = Mapping[str, Any]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Survey:
    """Who named whom: sets (an expert's countries for a type), and ratings (one a nomination).

    Attributes
    ----------
    expert, part, size
        Of each set: whose, for which type of crime, and of how many countries.
    named
        Sets x countries, 1 where the country is in the set.
    own_country, own_region
        Experts x countries, 1 where it is where the expert comes from or lives, or in its region.
    subregion
        Countries x subregions, 1 where it lies.
    rated
        Of each rating: set, country, and pair of expert and country, numbered.
    score
        The rating, the mean of three.
    kept
        Of each expert, whether answers count; of others all is predicted.
    wider
        Times as wide what is assumed beforehand.
    """

    expert: np.ndarray
    part: np.ndarray
    size: np.ndarray
    named: np.ndarray
    own_country: np.ndarray
    own_region: np.ndarray
    subregion: np.ndarray
    rated: tuple[np.ndarray, np.ndarray, np.ndarray]
    score: np.ndarray
    kept: np.ndarray
    wider: float = 1.0

    @property
    def shape(self) -> tuple[int, int]:
        """Experts and countries."""
        return self.own_country.shape


def read_survey(results: Path, countries: Path) -> tuple[Survey, list[str]]:
    """Read a run of the study, and say which countries were named.

    Assume: candidates are the countries that somebody named for anything; a country named twice for
    one type is named once. What an expert's homes are not known to be is nobody's own.
    """
    named = pl.read_parquet(results / "describe/analyses/nominations.parquet").sort(
        "unit_id", "part", "iso3", "instance"
    )
    named = named.unique(["unit_id", "part", "iso3"], keep="first", maintain_order=True)
    places = pl.read_csv(countries, infer_schema=False).select("iso3", "region", "subregion")
    order = named["iso3"].unique().sort()
    where = order.to_frame().join(places, on="iso3", maintain_order="left")
    homes = pl.read_parquet(results / "clean/answers.parquet").filter(instance=0)
    homes = homes.unpivot(HOMES, index="unit_id", value_name="iso3").drop_nulls("iso3")
    homes = homes.join(places, on="iso3", how="left")
    experts = pl.concat([named["unit_id"], homes["unit_id"]]).unique().sort()

    def numbered(values: pl.Series, levels: Sequence[str] | pl.Series) -> np.ndarray:
        return values.replace_strict({level: n for n, level in enumerate(levels)}).to_numpy()

    country, expert = numbered(named["iso3"], order), numbered(named["unit_id"], experts)
    cells = expert * len(PARTS) + numbered(named["part"], PARTS)
    sets, member = np.unique(cells, return_inverse=True)
    inside = np.zeros((sets.size, order.len()))
    inside[member, country] = 1
    own = {name: np.zeros((experts.len(), order.len())) for name in ("iso3", "region")}
    for who, *home in homes.select("unit_id", "iso3", "region").iter_rows():
        at = experts.index_of(who)
        for (name, made), place in zip(own.items(), home, strict=True):
            made[at, (where[name] == place).to_numpy()] = 1
    subregions = where["subregion"].unique().sort()
    pair = np.unique(expert * order.len() + country, return_inverse=True)[1]
    survey = Survey(
        expert=sets // len(PARTS),
        part=sets % len(PARTS),
        size=inside.sum(axis=1).astype(int),
        named=inside,
        own_country=own["iso3"],
        # Assume: the own country is no part of the own region, so that both effects can be read.
        own_region=own["region"] * (1 - own["iso3"]),
        subregion=np.eye(subregions.len())[numbered(where["subregion"], subregions)],
        rated=(member, country, pair),
        score=named["score"].to_numpy(),
        kept=np.ones(experts.len()),
    )
    return survey, order.to_list()


def log_sums(weights: jax.Array) -> jax.Array:
    """Logarithms of the elementary symmetric polynomials of degree 1 to `MOST`.

    The sum, over all sets of k of the countries, of the product of their weights: what a set's own
    product is divided by, for its probability among all sets of its size. Polynomials are
    multiplied in pairs; all terms are positive, so nothing cancels.

    Parameters
    ----------
    weights
        Logarithms of weights, sets x countries.

    Returns
    -------
    array
        `MOST` x sets.
    """
    top = weights.max(axis=1)
    width = 1 << (weights.shape[1] - 1).bit_length()
    w = jnp.pad(jnp.exp(weights - top[:, None]), ((0, 0), (0, width - weights.shape[1]))).T
    terms = [jnp.ones_like(w), w]  # by degree, each factors x sets
    while terms[0].shape[0] > 1:
        left, right = [t[::2] for t in terms], [t[1::2] for t in terms]
        degrees = range(min(2 * len(terms) - 1, MOST + 1))
        both = [[(i, m - i) for i in range(m + 1)] for m in degrees]
        fits = len(terms)
        terms = [
            sum(left[i] * right[j] for i, j in pairs if i < fits and j < fits) for pairs in both
        ]
    return jnp.stack([jnp.log(t[0]) for t in terms[1:]]) + jnp.arange(1, MOST + 1)[:, None] * top


def log_naming(weights: jax.Array, named: jax.Array, size: jax.Array) -> jax.Array:
    """Logarithm of each set's probability among all sets of as many countries."""
    whole = jnp.take_along_axis(log_sums(weights), size[None, :] - 1, axis=0)[0]
    return (weights * named).sum(axis=1) - whole


#: Scales, each with the middle and the spread of the logarithm of what it may be beforehand.
SCALES = {
    "country_sd": (1.5, 0.4),  # of countries in naming
    "part_sd": (0.5, 0.5),  # of a country's types of crime
    "pair_sd": (1.0, 0.4),  # of an expert's own leaning to a country
    "area_sd": (0.7, 0.5),  # and to a subregion
    "quality_sd": (0.8, 0.4),  # of countries in ratings
    "level_sd": (1.0, 0.4),  # of experts' levels
    "slope_sd": (0.3, 0.5),  # of the logarithm of how far experts tell countries apart
    "noise": (1.0, 0.4),  # of the middle expert's ratings
    "noise_sd": (0.3, 0.5),  # of the logarithm of that, between experts
    "own_sd": (0.7, 0.5),  # of what it is to be an expert's own, between countries
    "said_sd": (0.5, 0.5),  # of what an expert thinks of a country, whatever the type
}
#: Effects, with the middle and spread beforehand.
EFFECTS = {
    "own_country": (0.0, 1.0),
    "own_region": (0.0, 0.5),
    "own_country_rating": (0.0, 0.5),
    "own_region_rating": (0.0, 0.5),
    "middle": (7.5, 1.0),
    "leaning": (0.0, 0.5),  # of ratings on the expert's own leaning to name the country
}
SCALARS = (*SCALES, *EFFECTS, "together")


def model(survey: Survey) -> None:
    """Let experts name and rate."""
    experts, countries = survey.shape
    p = {
        name: numpyro.sample(name, dist.Normal(middle, spread * survey.wider))
        for name, (middle, spread) in EFFECTS.items()
    }
    for name, (middle, spread) in SCALES.items():
        beforehand = dist.LogNormal(np.log(middle), spread * survey.wider)
        p[name] = numpyro.sample(name, beforehand)
    p["together"] = numpyro.sample("together", dist.Uniform(-1.0, 1.0))
    # What many answers tell of is sampled as it is, what few tell of in units of its spread.
    p["naming"] = numpyro.sample("naming", dist.Normal(0, p["country_sd"]).expand([countries]))
    shared = p["together"] * p["quality_sd"] / p["country_sd"] * p["naming"]
    rest = p["quality_sd"] * jnp.sqrt(1 - p["together"] ** 2)
    p["quality"] = numpyro.sample("quality", dist.Normal(shared, rest))
    p["level"] = numpyro.sample("level", dist.Normal(0, p["level_sd"]).expand([experts]))
    sizes = {
        "by_part": (len(PARTS), countries),
        "own": (countries,),
        "pair": (experts, countries),
        "area": (experts, survey.subregion.shape[1]),
        "slope": (experts,),
        "expert_noise": (experts,),
        "said": survey.score.shape,  # as many as there can be pairs
    }
    for name, size in sizes.items():
        p[name] = numpyro.sample(name, dist.Normal(0, 1).expand(size))
    sets = log_naming(set_weights(p, survey), survey.named, survey.size)
    numpyro.factor("sets", (sets * survey.kept[survey.expert]).sum())
    at_set, country, pair = survey.rated
    expert = survey.expert[at_set]
    at, noise = expected_ratings(p, survey)
    middle = at[expert, country] + p["said_sd"] * p["said"][pair]
    # A rating at the top says no more than that what it stands for is not lower.
    z = (survey.score - middle) / noise[expert]
    within = norm.logpdf(z) - jnp.log(noise[expert])
    told = jnp.where(survey.score >= BEST - 1e-6, norm.logcdf(-z), within)
    numpyro.factor("ratings", (told * survey.kept[expert]).sum())


def set_weights(p: Draw, survey: Survey) -> Any:
    """Utility of naming each country, for each set."""
    # Some name their own country less readily than others do, so it is not of one size for all.
    own = (p["own_country"] + p["own_sd"] * p["own"]) * survey.own_country
    own += p["own_region"] * survey.own_region
    apart = p["pair_sd"] * p["pair"] + p["area_sd"] * p["area"] @ survey.subregion.T
    lean = p["naming"] + own + apart
    return lean[survey.expert] + (p["part_sd"] * p["by_part"])[survey.part]


def expected_ratings(p: Draw, survey: Survey) -> tuple[Any, Any]:
    """Rating that each expert would give each country, and the noise of each expert's."""
    own = p["own_country_rating"] * survey.own_country + p["own_region_rating"] * survey.own_region
    slope = jnp.exp(p["slope_sd"] * p["slope"])[:, None]
    at = p["middle"] + p["level"][:, None] + slope * about_rated(p, survey)
    at += own + p["leaning"] * p["pair"]
    return at, p["noise"] * jnp.exp(p["noise_sd"] * p["expert_noise"])


def about_rated(p: Draw, survey: Survey) -> Any:
    """Qualities about that of the mean rating, where experts' levels are told apart best."""
    at_set, country, _ = survey.rated
    counts = survey.kept[survey.expert[at_set]]
    return p["quality"] - (counts * p["quality"][country]).sum() / counts.sum()


def sampler(*, warmup: int, draws: int, chains: int = 1) -> numpyro.infer.MCMC:
    """Make what samples the model: compiled once, for all surveys of one shape."""
    start = numpyro.infer.init_to_median(num_samples=10)
    kernel = numpyro.infer.NUTS(
        model, target_accept_prob=0.8, max_tree_depth=6, init_strategy=start
    )
    return numpyro.infer.MCMC(
        kernel,
        num_warmup=warmup,
        num_samples=draws,
        num_chains=chains,
        chain_method="sequential",
        progress_bar=False,
        jit_model_args=True,
    )


def sample(
    mcmc: numpyro.infer.MCMC, survey: Survey, seed: int
) -> tuple[dict[str, np.ndarray], int]:
    """Sample: draws by name (chains x draws x ...), and how many transitions diverged."""
    mcmc.run(jax.random.key(seed), survey, extra_fields=("diverging",))
    drawn = mcmc.get_samples(group_by_chain=True)
    diverging = int(mcmc.get_extra_fields()["diverging"].sum())
    return {name: np.asarray(of) for name, of in drawn.items()}, diverging


def flat(drawn: Mapping[str, np.ndarray], number: int) -> dict[str, np.ndarray]:
    """Put chains one behind the other, thinned to about a number of draws."""
    chains, draws = drawn["middle"].shape
    step = max(chains * draws // number, 1)
    return {name: of.reshape(-1, *of.shape[2:])[::step] for name, of in drawn.items()}


@jax.jit
def index_of_new_experts(p: Draw, survey: Survey, rated: bool = True) -> jax.Array:
    """Give the index of countries that new experts would make.

    They come from where nobody's own country or region is, lean to countries and subregions as
    these experts do, and name as many for each type of crime. Scaled as the index is; without
    ratings each nomination counts as the best.
    """
    experts, countries = survey.shape
    rng = np.random.default_rng(1)
    pair = rng.standard_normal((NEW, countries))
    area = rng.standard_normal((NEW, survey.subregion.shape[1]))
    lean = p["naming"] + p["pair_sd"] * pair + p["area_sd"] * area @ survey.subregion.T
    weights = lean[None] + (p["part_sd"] * p["by_part"])[:, None]
    share = jnp.zeros((len(PARTS), MOST)).at[survey.part, survey.size - 1].add(1 / experts)
    chance = chance_of_naming(weights.reshape(-1, countries), jnp.repeat(share, NEW, axis=0))
    spread = jnp.sqrt(p["level_sd"] ** 2 + p["said_sd"] ** 2 + p["noise"] ** 2)
    at = p["middle"] + about_rated(p, survey) + p["leaning"] * pair
    score = jnp.where(rated, capped_mean(at, spread), BEST)
    made = chance.reshape(len(PARTS), NEW, countries) * score
    return made.mean(axis=(0, 1)) * 100 / BEST


@jax.jit
def index_of_these_experts(p: Draw, survey: Survey) -> jax.Array:
    """Give the index that these experts would make again, from where they are."""
    chance = chances_of_sets(p, survey)
    at, noise = expected_ratings(p, survey)
    score = capped_mean(at, jnp.sqrt(p["said_sd"] ** 2 + noise[:, None] ** 2))
    made = (chance * score[survey.expert]).sum(axis=0)
    return made * 100 / BEST / len(PARTS) / survey.shape[0]


def chances_of_sets(p: Draw, survey: Survey) -> jax.Array:
    """Chance of each country to be in each set, whose size is given."""
    return chance_of_naming(set_weights(p, survey), jnp.eye(MOST)[survey.size - 1])


def chance_of_naming(weights: jax.Array, share: jax.Array) -> jax.Array:
    """Chance of each country to be named, by the share of sets of each size (sets x `MOST`).

    It is the derivative of the logarithm of the sum over sets.
    """
    return jax.grad(lambda u: (share.T * log_sums(u)).sum())(weights)


def capped_mean(at: Any, spread: Any) -> Any:
    """Mean of what lies about `at` when none of it is higher than the best."""
    z = (BEST - at) / spread
    return at * norm.cdf(z) + BEST * norm.cdf(-z) - spread * norm.pdf(z)


def of_each(
    index: Callable[..., jax.Array], drawn: Mapping[str, np.ndarray], *given: Any
) -> np.ndarray:
    """Apply to each draw: draws x what comes out."""
    each = range(len(drawn["middle"]))
    made = [np.asarray(index({n: of[at] for n, of in drawn.items()}, *given)) for at in each]
    return np.array(made, dtype=float)
