"""How many experts would settle the tenth place, and from where.

Ranges, written before any number of this file was computed; that the joint set of the tenth is 7
to 38 with all 92 experts was known.

Estimated: the mean width of the joint set of ranks of the country that a panel puts tenth, for
panels of n experts drawn from these with replacement, and the smallest n at which it is five wide:
expected 1,000, between 400 and 2,500; from experts of one region alone fewer where they agree,
between 200 and 2,500. Test of the method: from a random half of the experts alone, the width with
all of them is predicted; over halves, expected 30 wide, between 20 and 45. Refuted where the width
with all experts lies outside the middle 95 % of what halves predict, or where the mean prediction
is off by more than a third.
"""
