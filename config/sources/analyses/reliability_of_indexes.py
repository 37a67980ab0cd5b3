"""How much of an index is the country: the reliability of three measures of one thing.

Ranges, written before any number of this file was computed; the correlations of the three measures
over all States were published by this study before, and follow the first range closely. Those of
States at high or very high human development, and what other facts leave over, were not looked at.

Estimated: the reliability of ITU's score of 2024 (and 2020), the NCSI and UNCTAD's count of laws as
measures of one thing, by Spearman's correction of a measure's correlations with the two others (r12
r13 / r23, of ranks), with an interval that allows for similar neighbours. Over all States: ITU
0.75, between 0.6 and 0.9; NCSI 0.7, between 0.55 and 0.9; laws 0.4, between 0.2 and 0.6. Where
human development is high or very high: ITU 0.5, between 0.2 and 0.75. Beside population, income,
internet users and human development: ITU 0.45, between 0.2 and 0.7, so that a slope on ITU's score
in a regression with these is about half of what it would be on what is measured.

Claims: at least half of the differences between States in ITU's score are shared with the other
measures (refuted where the interval reaches below one half); reliability is lower where human
development is high or very high than elsewhere (refuted where the interval of the difference
includes zero).
"""
