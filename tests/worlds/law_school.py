"""Five items each of two sections of the Law School Admission Test, 1,000 persons.

Bock and Lieberman (1970), Psychometrika 35, 179-197: right answers by pattern, and how many persons
gave them.
"""

import numpy as np

PATTERNS = np.array([[int(answer) for answer in f"{number:05b}"] for number in range(32)])
SECTION_6, SECTION_7 = np.loadtxt(
    [
        "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298",
        "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308",
    ],
    dtype=int,
)
