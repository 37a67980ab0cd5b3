"""The codebook of a survey: a page for people, and DDI-Codebook for archives and programs."""
