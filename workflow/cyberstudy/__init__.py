"""The library behind the study: frames in, frames or figures out.

In layers, each of which may import what stands above it here and never below: `tables` (the
ground), `statistics`, `declare`, `wording`, the nine stages, `commands`. No stage imports another;
the scripts in ``workflow/scripts`` connect them.
"""
