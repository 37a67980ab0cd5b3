"""What all declarations have in common: closed keys, names that exist, mistakes told at once.

A declaration is parsed once into an `Entry`. With a context of `Names` every name in it is compared
with what there is, too; without one its shape alone is checked, which is what jobs do that the
workflow has planned already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema

from surveyanswers.instrument.names import NameOf, Names, Problem, told
from surveyanswers.tables.problems import SurveyError

T = TypeVar("T")


def telling(content: object, handler: Callable[[Any], T]) -> T:
    """Raise a `SurveyError` of one of our classes as an error that pydantic collects."""
    try:
        return handler(content)
    except SurveyError as problem:
        raise told([("", str(problem))]) from None


def _unique(values: Sequence[str]) -> Sequence[str]:
    if twice := sorted({str(value) for value in values if list(values).count(value) > 1}):
        raise told([("", f"{', '.join(twice)} stands twice; expected once")])
    return values


def inside(path: str) -> str:
    """Return a path that cannot lead out of its folder.

    Raises
    ------
    ValueError
        It could.
    """
    if ".." in path:
        raise ValueError("a path must not lead out of its folder")
    return path


#: Lists that are not empty; and whose members differ.
Some = Annotated[Sequence[T], Field(min_length=1)]
Distinct = Annotated[Sequence[T], Field(min_length=1), AfterValidator(_unique)]
#: A number that stays whole if it was written so.
Number = int | float
#: How people name what they declare; it becomes part of paths and of wildcards.
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Confidence = Annotated[float, Field(gt=0.5, lt=1)]
Level = Annotated[float, Field(gt=0, lt=1)]
Share = Annotated[float, Field(gt=0, le=1)]

Question = Annotated[str, NameOf("question")]
Select = Annotated[str, NameOf("select question")]
RespondentGroup = Annotated[str, NameOf("group of respondents")]
Grouping = Annotated[str, NameOf("grouping")]
FrameColumn = Annotated[str, NameOf("column of the list of units")]
Sensitivity = Annotated[str, NameOf("sensitivity")]
Wave = Annotated[str, NameOf("wave")]
OF_WAVE = "Wave of the survey; by default the latest."
#: A table below data/raw; its path can't lead out of it.
RawTable = Annotated[
    str,
    Field(pattern=r"^data/raw(/[A-Za-z0-9_][A-Za-z0-9_ .-]*)+$"),
    AfterValidator(inside),
    NameOf("raw table"),
]


class Entry(BaseModel):
    """A part of a declaration: its keys are closed, and it cannot be changed.

    A key without a value counts as left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    #: Sections of the plan, and settings, without which it makes no sense.
    NEEDS: ClassVar[tuple[str, ...]] = ()
    #: Sets of keys of which exactly one must be given, whole.
    ALTERNATIVES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, content: object) -> object:
        if not isinstance(content, Mapping):
            return content
        return {key: value for key, value in content.items() if value is not None}

    @model_validator(mode="after")
    def _coherent(self, info: ValidationInfo) -> Entry:
        problems = [("", problem) for problem in self._alternatives()]
        problems += self.contradictions()
        if info.context and not problems:
            problems += [
                ("", f"needs {section}, which is not declared")
                for section in self.NEEDS
                if info.context.unknown("section", section)
            ]
            problems += self.unresolved(info.context)
        if problems:
            raise told(problems)
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON schema, with the sets of keys of which exactly one must be given."""
        resolved_schema = handler.resolve_ref_schema(handler(schema))
        if cls.ALTERNATIVES:
            resolved_schema["oneOf"] = [{"required": list(keys)} for keys in cls.ALTERNATIVES]
        return resolved_schema

    def _alternatives(self) -> Iterator[str]:
        key_sets = [keys for keys in self.ALTERNATIVES if self.model_fields_set & {*keys}]
        if self.ALTERNATIVES and (
            len(key_sets) != 1 or not self.model_fields_set >= {*key_sets[0]}
        ):
            choices = " or ".join(" with ".join(keys) for keys in self.ALTERNATIVES)
            written_keys = ", ".join(key for keys in key_sets for key in keys if self.gives(key))
            yield f"needs either {choices}; found {written_keys or 'none of them'}"

    def contradictions(self) -> Iterator[Problem]:
        """Yield contradictions, whatever names there are: where, and what is wrong."""
        yield from ()

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Yield names that depend on other keys and do not exist: where, and what is wrong."""
        yield from ()

    def gives(self, key: str) -> bool:
        """Whether a key was written, so that its value is not the default."""
        return key in self.model_fields_set

    def plain(self) -> dict[str, Any]:
        """Return what was written as plain data, for parameters of rules."""
        return self.model_dump(mode="json", exclude_unset=True)
