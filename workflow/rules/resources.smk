"""What a job asks a scheduler for: measured memory, and time, more of both with every attempt."""

# Rules that take more than the scheduler's profile asks for state the memory of their script: on the surveys that there are, and its
# growth on surveys of twenty and a hundred times as many answers.
# Assume: rules of latent classes, which were not grown, grow as others that read the same tables.
HEADROOM = 1.5
# Under a scheduler two Snakemake processes of 165 MB wait beside each script.
BESIDE_THE_SCRIPT = 350


# Endings of files that are read piece by piece; a workbook is packed, and unpacks to many times as much.
TEXT = {".csv", ".txt", ".tsv"}


def answers_mb(wildcards, text):
    """Megabytes of the survey's raw files, text or others, there before anything is planned."""
    folder = Path(raw_folder(wildcards)) / wildcards.survey
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sum(f.stat().st_size for f in files if (f.suffix.lower() in TEXT) == text) / 1e6


def memory(measured, per_mb=0, per_thread=0, per_text_mb=None):
    """Megabytes a job may take: what its script took, and more for each MB of raw files and thread.

    `per_text_mb` is for text files where it is told; elsewhere they count as others.
    """

    def wanted(wildcards, attempt, threads):
        script = measured + per_thread * threads
        if per_mb:
            of_text = per_mb if per_text_mb is None else per_text_mb
            script += per_mb * answers_mb(wildcards, text=False)
            script += of_text * answers_mb(wildcards, text=True)
        return round(BESIDE_THE_SCRIPT + HEADROOM * script) * 2 ** (attempt - 1)

    return wanted


def minutes(limit):
    """Minutes a job may run before it counts as stuck."""

    def wanted(wildcards, attempt):
        return limit * 2 ** (attempt - 1)

    return wanted
