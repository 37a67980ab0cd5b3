"""Questions side by side: the same results in the same order, however many processes there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

#: What makes it worthwhile to start one more process: so many cells times options. It takes a
#: second or two to start one, in which so much is chosen or audited.
WORTHWHILE = 4000
Task = TypeVar("Task")
Result = TypeVar("Result")


def side_by_side(
    work: Callable[[Task], Result], tasks: Sequence[Task], sizes: Sequence[int], workers: int
) -> list[Result]:
    """Do a number of things, in several processes if there is enough to do.

    Parameters
    ----------
    work
        A function of a module, which processes import.
    sizes
        Of each task, cells times options.
    workers
        Processes that there may be.
    """
    processes = min(workers, len(tasks), sum(sizes) // WORTHWHILE)
    if processes < 2:
        return [work(task) for task in tasks]
    # Not the standard library's pool: its processes begin by running the program that started
    # them, and Snakemake's scripts do all their work there. polars may not be forked.
    from joblib import Parallel, delayed, parallel_config

    with parallel_config(backend="loky", inner_max_num_threads=1):
        return list(Parallel(n_jobs=processes)(delayed(work)(task) for task in tasks))
