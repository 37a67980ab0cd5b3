"""Who names whom: nominations as flows from groups of experts to countries.

Ranges, written before any number of this file was computed; that 49 of 88 experts name their own
country where 31 would be expected, and that nominations go with internet users at 0.60, was known.

Estimated, each with an interval from leaving out experts: (1) how often experts name countries of
their own region, other than their own country, over how often experts from elsewhere name them:
expected 1.25, between 1.0 and 1.6. Refuted where the ratio is 1 or less, or more than 5 % of
shuffles of nationalities among experts give as much. (2) In a Poisson regression of nominations of
each country by each group of experts (one intercept a group; the logarithms of internet users and
of distance, own region and own country as terms): a country twice as far is named 0.92 times as
often, between 0.75 and 1.0 (refuted where the interval includes 1); ten times as many internet
users go with 2.5 times as many nominations, between 1.8 and 4; own country 1.6 times, between 1.2
and 2.5 (refuted where the interval includes 1).

Groups are subregions of nationality with at least five experts, else regions with as many, else
all others, so that no expert can be told from the others of a group.
"""
