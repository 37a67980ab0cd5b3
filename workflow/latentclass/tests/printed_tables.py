"""Tables of patterns of answers that are printed, with how many units have each."""

import numpy as np

#: Agresti (2002), Categorical Data Analysis, table 13.1: seven pathologists on 118 slides;
#: diagnoses of carcinoma by pathologist A to G, and how many slides have them.
CARCINOMA = {
    **{"0000000": 34, "0000100": 2, "0100000": 6, "0100001": 1, "0100100": 4, "0100101": 5},
    **{"1000000": 2, "1010101": 1, "1100000": 2, "1100001": 1, "1100100": 2, "1100101": 7},
    **{"1100111": 1, "1101001": 1, "1101101": 2, "1101111": 3, "1110101": 13, "1110111": 5},
    **{"1111101": 10, "1111111": 16},
}
#: Stouffer and Toby (1951), four situations of role conflict, 216 students; see Goodman (1974).
ROLE_CONFLICT = {
    **{"0000": 20, "0001": 2, "0010": 9, "0011": 2, "0100": 6, "0101": 1, "0110": 4, "0111": 1},
    **{"1000": 38, "1001": 7, "1010": 24, "1011": 6, "1100": 25, "1101": 6, "1110": 23},
    **{"1111": 42},
}
#: Dayton (1998), Latent Class Scaling Analysis, p. 33 and 85: whether 315 students lied to avoid an
#: examination or a term paper, bought a paper, or copied; counts by grade point average, 1 to 5.
CHEATING = {
    "0000": (51, 63, 35, 30, 24),
    "0001": (19, 18, 6, 2, 1),
    "0010": (0, 5, 1, 0, 1),
    "0011": (4, 0, 0, 0, 1),
    "0100": (4, 4, 4, 0, 1),
    "0101": (3, 0, 0, 1, 0),
    "0110": (1, 0, 0, 0, 0),
    "0111": (0, 1, 0, 1, 0),
    "1000": (5, 4, 0, 0, 1),
    "1001": (2, 1, 0, 0, 0),
    "1010": (1, 0, 0, 0, 0),
    "1011": (0, 1, 1, 0, 0),
    "1100": (4, 6, 1, 0, 0),
    "1101": (4, 0, 0, 0, 0),
    "1110": (1, 0, 0, 0, 0),
    "1111": (1, 1, 0, 0, 0),
}
#: Bock and Lieberman (1970), Psychometrika 35, 179-197: five items each of two sections of the Law
#: School Admission Test; right answers by pattern, and how many of 1,000 persons gave them.
PATTERNS = np.array([[int(answer) for answer in f"{number:05b}"] for number in range(32)])
SECTION_6, SECTION_7 = np.loadtxt(
    [
        "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298",
        "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308",
    ],
    dtype=int,
)


def patterns(table):
    codes = np.array([[int(answer) for answer in pattern] for pattern in table])
    return codes, np.array(list(table.values()))


def rows(table):
    codes, counts = patterns(table)
    return np.repeat(codes, counts, axis=0)
