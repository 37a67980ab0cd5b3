"""Families of exhibits, a folder each, with all that draws their kinds.

``figure`` has a function a kind, of the same name: it takes the protected tables, and makes
numbers, marks, caption and alternative text of one frame. What plans declare of a kind stands in
`declare.plan.kinds`. Families import marks and wording, and never each other.
"""
