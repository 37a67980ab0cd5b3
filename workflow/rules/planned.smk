"""Files that are written when the workflow is planned, and results that a job did not write so.

`results/code/` lists the library's files behind each script, with their checksums: one input that
changes when one of them does. `results/{survey}/declared/` holds the resolved sections of the
survey's declarations. Both are written only where they changed.
"""

from cyberstudy.commands.verify_results import verified_before
from cyberstudy.declare.opened import section_file, write_section
from lineage import HERE, date_edits, library_files, modules_of_notebook
from surveyanswers.tables.checksums import damaged, write_sealed
from surveyanswers.tables.problems import listed
from surveyanswers.tables.storage import sha256_of

_digest = cache(lambda path: sha256_of(Path(path)))


@cache
def files_of(*modules):
    """Return the library's files behind modules."""
    return [os.path.relpath(path) for path in library_files(*modules)]


@cache
def place_of(path):
    """Return the name of a library file, the same wherever the study's folder lies."""
    whole = Path(path).resolve()
    return whole.relative_to(HERE.parent).as_posix() if whole.is_relative_to(HERE) else path


def list_code(name, *modules):
    """Write the list of the library's files behind modules."""
    lines = (f"{_digest(path)}  {place_of(path)}\n" for path in files_of(*modules))
    write_sealed(f"results/code/{name}.sha256", "".join(lines))


def write_lists_of_code():
    """Write one list for each script, analysis and notebook, and one for a survey's exhibits."""
    for script in sorted(HERE.glob("scripts/*.py")):
        list_code(script.stem, f"scripts.{script.stem}")
    for survey, opened in DECLARATIONS.items():
        for name, file in ANALYSES[survey].items():
            list_code(f"analyse-{survey}-{name}", "scripts.analyse", file.path.as_posix())
        for path in notebooks(SimpleNamespace(survey=survey)):
            list_code(Path(path).stem, *modules_of_notebook(path))
        drawing = {file for kind in kinds_in(survey) for file in drawing_code(survey, kind)}
        list_code(f"draw_exhibits-{survey}", "scripts.draw_exhibits", *sorted(drawing))


def write_declarations():
    """Write the sections that rules name, for every survey that runs."""
    inputs = [path for rule in workflow.rules for path in rule.input if not callable(path)]
    named = {Path(path).stem for path in inputs if path.startswith("results/{survey}/declared/")}
    for survey, opened in DECLARATIONS.items():
        for name in sorted(named):
            write_section(opened, name, PLANS[survey])


def sections_of(survey, *names):
    """Write sections of a survey that may be unable to run; return their files."""
    opened = OPENED.get(survey) or open_survey(survey, CONFIG)
    for name in names if workflow.is_main_process else ():
        write_section(opened, name, PLANS.get(survey) or opened.plan.plain())
    files = [section_file(survey, name) for name in names]
    # Snakemake may have looked into the folder before.
    workflow.iocache.exists_local.update(dict.fromkeys(files, True))
    return files


def edited_by_hand():
    """Return what people write and steps read as it is: declarations, notebooks, the glossary."""
    folders = {"config": ("**/*.yaml", "**/*.csv"), "notebooks": ("*.ipynb",)}
    files = [p for top, ends in folders.items() for end in ends for p in Path(top).glob(end)]
    return {place_of(str(path)): path for path in (*files, *HERE.parent.glob("docs/glossary.md"))}


@cache
def make_damaged_again():
    """Let the plan make again, and only plan in a dry run, what is not what a job wrote.

    Snakemake has no such hook, so the inputs of the first stage call this. The plan has begun by then,
    and which jobs have to run is not decided yet.
    """
    if damage := damaged_results():
        workflow.dag.forcefiles.update(damage)
        print(
            "\nNot what the run wrote; what is asked for of it is made again:"
            f"{listed(list(chain.from_iterable(damage.values())))}\n",
            file=sys.stderr,
        )


def damaged_results():
    """Return how results of jobs differ from what these wrote, or rest on other files."""
    outputs = [output for rule in workflow.rules for output in rule.output]

    def is_output(path):
        return any(output.match(path) for output in outputs)

    damage = damaged(is_output=is_output)
    damage |= verified_before(Path(), but=damage)
    return {result: how for result, how in damage.items() if is_output(result)}
