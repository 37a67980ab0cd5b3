"""Hold sources against one another: what each says of each country, and where they differ."""

from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import begin, finish
from cyberstudy.sources.at_hand import read_at_hand
from cyberstudy.sources.compare import compare_sources, contradictions_of, pairs_of
from cyberstudy.sources.says import said_by_country
from cyberstudy.tables.across import Agreement, Contradictions, Crosswalk, Says
from cyberstudy.tables.storage import write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
at_hand = read_at_hand(
    Survey.of(snakemake.input.declared),
    surveys=Survey.each_of(snakemake.input.surveys),
    protected=snakemake.input.protected,
    strategies=snakemake.input.strategies,
)
says, crosswalk = said_by_country(at_hand)
pairs = list(pairs_of(at_hand.crosswalk, crosswalk))
agreement = compare_sources(pairs, says, confidence=snakemake.params.confidence)
write_table(crosswalk, snakemake.output.crosswalk, Crosswalk)
write_table(says, snakemake.output.says, Says)
write_table(agreement, snakemake.output.agreement, Agreement)
write_table(contradictions_of(pairs, says), snakemake.output.contradictions, Contradictions)
finish(snakemake)
