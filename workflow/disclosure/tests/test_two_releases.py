"""Two releases tell no more than one: what was published before is compared with what is next."""

from invented_releases import audited, everybody, release, together

from disclosure.published import changed_units, why_it_stays


def test_nothing_has_changed_where_the_same_units_say_the_same():
    before = release(everybody())
    assert changed_units(before, release(everybody())).is_empty()
    assert why_it_stays(before, release(everybody()), 5) == ""


def test_one_late_reply_would_be_the_difference_so_the_old_numbers_stay():
    late = everybody() | {"north99": ("north", "yes")}
    before, now = release(everybody()), release(late)
    assert changed_units(before, now).rows() == [("", "", "north99"), ("", "q", "north99")]
    assert (
        why_it_stays(before, now, 5) == "fewer than 5 units answered a question differently since"
    )


def test_one_correction_is_the_same_subtraction():
    corrected = everybody() | {"south0": ("south", "no")}
    assert why_it_stays(release(everybody()), release(corrected), 5)


def test_many_changes_of_which_one_group_has_few_are_a_difference_of_that_group():
    late = everybody() | {f"north{n}": ("north", "yes") for n in range(20, 26)}
    assert why_it_stays(release(everybody()), release(late), 5) == ""
    late |= {"south99": ("south", "no")}
    why = why_it_stays(release(everybody()), release(late), 5)
    assert why.startswith("in a group that is published fewer than 5 units answered a question")


def test_many_changes_of_one_question_hide_no_single_one_of_another():
    corrected = everybody() | {"south0": ("south", "no")}
    many = everybody() | {f"north{n}": ("north", "no") for n in range(6)}
    before = together(q=release(everybody()), law=release(everybody()))
    now = together(q=release(corrected), law=release(many))
    assert changed_units(before, now)["question"].to_list() == ["law"] * 6 + ["q"]
    assert why_it_stays(before, now, 5).startswith("fewer than 5 units")


def test_a_question_that_was_asked_but_once_has_no_number_to_be_subtracted_from():
    before, now = release(everybody()), together(q=release(everybody()), law=release(everybody()))
    assert changed_units(before, now).is_empty()


def test_groups_that_an_earlier_release_gave_away_are_found_by_both_together():
    """A region that is withheld now was published before, and its units answer as they did."""
    answers = everybody()
    before = release(answers)
    late = answers | {f"north{n}": ("north", "yes") for n in range(20, 26)}
    now = release(late, withheld=("south", "west"))
    assert not audited([now]).determined
    assert audited([before, now]).determined


def test_what_both_releases_withhold_stays_open():
    answers = everybody()
    hidden = ("south", "west")
    late = answers | {f"north{n}": ("north", "yes") for n in range(20, 26)}
    found = audited([release(answers, withheld=hidden), release(late, withheld=hidden)])
    assert found.determined == []
    assert found.withheld_counts == 4
