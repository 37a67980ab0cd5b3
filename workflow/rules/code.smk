"""What a step rests on: the library's files behind it, and results that are what a job wrote.

Reads   workflow/, imports of notebooks, checksums of results
Writes  results/code/   the library's files behind each step, with their checksums
"""

from cyberstudy.commands.verify_results import verified_before
from lineage import HERE, library_files, modules_of_notebook
from unchanged import MADE, RECEIVED, known, remember, state
from surveyanswers.tables.checksums import damaged, write_sealed
from surveyanswers.tables.storage import sha256_of


def library(script):
    """The list of the library's files that a script imports, directly or not, as an input."""

    def behind(wildcards):
        if workflow.is_main_process:
            make_damaged_again()
        return listed_code(script, f"scripts.{script}")

    return behind


@cache
def listed_code(name, *modules):
    """List the library's files behind modules, with their checksums; what rests on them rests on it.

    One input, that changes when one of them does, in the place of a hundred.
    """
    file = f"results/code/{name}.sha256"
    if workflow.is_main_process:
        lines = (f"{_digest(path)}  {_wherever(path)}\n" for path in files_of(*modules))
        write_sealed(file, "".join(lines))
    return there_now(file)


@cache
def _wherever(path):
    """Name a file of the library alike wherever the study's folder lies."""
    found = Path(path).resolve()
    return found.relative_to(HERE.parent).as_posix() if found.is_relative_to(HERE) else path


def there_now(file):
    """Tell Snakemake, which may have looked into the folder before, that a file is there now."""
    workflow.iocache.exists_local[file] = True
    return file


_digest = cache(lambda path: sha256_of(Path(path)))


@cache
def files_of(*modules):
    """The library's files behind modules."""
    return [os.path.relpath(path) for path in library_files(*modules)]


def libraries_of_notebooks(wildcards):
    """Of each notebook the list of the library's files that it imports; laboratories compute with it."""
    return [listed_code(Path(n).stem, *modules_of_notebook(n)) for n in notebooks(wildcards)]


@cache
def make_damaged_again():
    """Let the plan make again, and only plan in a dry run, what is not what a job wrote.

    Snakemake knows of no such hook, so this is called where inputs are asked for: once the plan is
    begun, and before it is decided what has to run.
    """
    if found := damaged_results():
        workflow.dag.forcefiles.update(found)
        print(
            "\nNot what the run wrote; what is asked for of it is made again:"
            f"{listed(list(chain.from_iterable(found.values())))}\n",
            file=sys.stderr,
        )


def damaged_results():
    """Say of each result that a job makes how it is not what one wrote, or rests on other files."""
    outputs = [output for rule in workflow.rules for output in rule.output]
    # What was compared byte for byte is compared again when its size, times or place are others.
    whole, now = Path(".snakemake/whole"), f"{state(RECEIVED, MADE)}{outputs}"
    if known(whole, now):
        return {}

    def is_output(path):
        return any(output.match(path) for output in outputs)

    found = damaged(is_output=is_output)
    found |= verified_before(Path(), but=found)
    found = {result: said for result, said in found.items() if is_output(result)}
    if not found:
        remember(whole, now)
    return found
