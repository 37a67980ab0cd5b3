"""The numbers that rest on random draws, one by one: all others are the same on every machine.

Every draw is seeded, so on one machine these are the same, too. Elsewhere sums are rounded in
another order, and where two values that are drawn are level, or nearly, one draw more or less may
count. Between the machines that published and that compared, of 12,700 numbers one differed: a
p-value whose replicates end with the tenth that is as extreme, 10 of 47 on one, 10 of 43 on the
other. Such p-values move by a replicate at each end, so for them one unit is not enough.
"""

from worlds.printed import Resampled

_CONTEST = "parametric bootstrap that stops where its answer is clear, at another replicate"
_PERMUTED = "permutations"
_BOOTSTRAP = "bootstrap"
_HALVES = "experts put into halves at random"
_CLASSES = "bootstrap, each sample fitted anew from random starts"

RESAMPLED = (
    # p-values of contests between accounts
    Resampled(
        r"(?<!looks, )(?<!tests, )(?<!adjusted )(?<!variance, )\bp = ",
        _CONTEST,
        where="types|real_states|law_says|^01_|laboratory|^types_or",
        part=0.2,
    ),
    Resampled(
        r"rejected, replicates: (p|replicates)",
        _CONTEST,
        where="types|real_states|law_says",
        part=0.2,
    ),
    # p-values of comparisons and associations, and of experts' own countries
    Resampled(r"(looks, |tests, |adjusted |variance, )p = ", _PERMUTED),
    Resampled(r"decision: adjusted", _PERMUTED, where="what_|who_needs"),
    Resampled(r"study p, .*: (study p|p|adjusted here)", _PERMUTED, where="laboratory"),
    Resampled(r"p value: (shuffled low|shuffled high|p value)", _PERMUTED, where="^01_"),
    # classes drawn again
    Resampled(r"mean Jaccard (similarity is )?", _CLASSES),
    Resampled(r"mean Jaccard # \(middle (# to )?", _CLASSES),
    Resampled(r"least jaccard, .*: least jaccard", _CLASSES, where="laboratory"),
    Resampled(r"probability, low, high, base: (low|high)", _CLASSES),
    # intervals of alpha
    Resampled(r"alpha is #?-?#? ?\(interval -?(# to -?)?", _BOOTSTRAP),
    Resampled(r"alpha low, .*: (alpha low|alpha high)", _BOOTSTRAP),
    Resampled(r"mean, alpha, low, high, .*: (low|high)", _BOOTSTRAP, where="laboratory"),
    # the index of countries
    Resampled(r"(could be anything|it goes) from (# to )?", _BOOTSTRAP, where="^01_"),
    Resampled(r"widest is that of [^,]+, (# to )?", _BOOTSTRAP, where="^(01_|ranks$)"),
    Resampled(r"#% interval (# to )?", _BOOTSTRAP, where="^ranks$"),
    Resampled(
        r"distinguishable: (difference low|difference high|reversed)", _BOOTSTRAP, where="^01_"
    ),
    Resampled(
        r"study high: (index low|index high|rank low|rank high|study low|study high)",
        _BOOTSTRAP,
        where="laboratory",
    ),
    Resampled(r"would be reproduced with a correlation of (# to )?", _HALVES, where="^08_"),
    # shares of States, whole surveys drawn again
    Resampled(r"high here: (low here|high here)", _BOOTSTRAP, where="laboratory"),
    Resampled(r"median interval is ", _BOOTSTRAP, where="laboratory"),
)
