"""The library behind the study: frames in, frames or figures out.

Nothing here knows Snakemake or where files of a study lie; the scripts in
``workflow/scripts`` connect the two. One module (or package) per stage.
"""
