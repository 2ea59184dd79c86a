"""JSON Schema (2020-12) of scenario and reform files, for editors and for `telesim schema`.

Made from the typed model and the registries, so that a new law, rule or field appears here by
itself. Fixed words stand under ``properties``, names that the planner chooses under
``patternProperties``. A file that extends another may leave out whatever its base has: for it
the same sections stand a second time, with nothing required.
"""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, get_origin, get_type_hints

from pydantic import TypeAdapter

from telesim.distributions import DISTRIBUTIONS
from telesim.policies.jobs import JOB_KINDS, PAID_JOBS
from telesim.scenario.descriptions import descriptions_of, first_sentence
from telesim.scenario.fields import Distance, Duration, Factor, Kind, Share
from telesim.scenario.fields import Work as WorkTime
from telesim.scenario.parameters import parameter_words
from telesim.scenario.schema_reforms import reform_words
from telesim.scenario.shape import Shape, scenario_shape

Json = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ANY_NAME = "^.+$"
_QUANTITIES: dict[str, Any] = {
    "duration": Duration,
    "work": WorkTime,
    "factor": Factor,
    "distance": Distance,
    "share": Share,
    "money": str,
}


def json_schema() -> Json:
    """The schema of scenario files; that of reform files stands in ``$defs`` as ``Reform``."""
    writer = _Writer()
    whole = writer.section(scenario_shape(), "Scenario", partial=False)
    part = writer.section(scenario_shape(), "Scenario", partial=True)
    writer.definitions["Reform"] = reform_words()
    return {
        "$schema": DIALECT,
        "title": "telesim scenario",
        "description": "A town, its demand, its crews and its policy.",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": part,
        "else": {
            "allOf": [whole],
            "anyOf": [{"required": ["exchanges"]}, {"required": ["generate"]}],
        },
        "$defs": dict(sorted(writer.definitions.items())),
    }


def reform_schema() -> Json:
    """The schema of reform files."""
    return {"$schema": DIALECT, **reform_words()}


class _Writer:
    """Writes shapes as schemas, each section once."""

    def __init__(self) -> None:
        self.definitions: Json = {}

    def section(self, shape: Shape, name: str, *, partial: bool) -> Json:
        """A reference to the definition of a section."""
        key = f"{name}-part" if partial else name
        if key not in self.definitions:
            self.definitions[key] = {}  # A section may stand within itself.
            self.definitions[key] = self._section(shape, partial)
        return {"$ref": f"#/$defs/{key}"}

    def _section(self, shape: Shape, partial: bool) -> Json:
        made: Json = {
            "type": "object",
            "properties": {
                word: self.place(child, partial) for word, child in shape.fields.items()
            },
            "additionalProperties": False,
        }
        if shape.model is not None:
            for word, child in shape.fields.items():
                if child.what == "section" and child.model is not None and child.model.__doc__:
                    made["properties"][word]["description"] = first_sentence(child.model.__doc__)
            _describe(made, shape.model, {word: word for word in shape.fields})
        required = [word for word, child in shape.fields.items() if child.required]
        required = [word for word in required if word not in ("exchanges", "cabinets")]
        if required and not partial:
            made["required"] = required
        doc = shape.model.__doc__ if shape.model is not None else None
        if doc:
            made["description"] = " ".join(doc.split())
        return made

    def place(self, shape: Shape, partial: bool) -> Json:
        """What may stand in one place."""
        made = self._place(shape, partial)
        if shape.optional:
            made = {"anyOf": [made, {"type": "null"}]}
        if shape.info is not None and shape.info.description:
            made = {**made, "description": shape.info.description}
        return made

    def _place(self, shape: Shape, partial: bool) -> Json:
        if shape.what == "section":
            assert shape.model is not None
            return self.section(shape, shape.model.__name__, partial=partial)
        if shape.what in ("law", "choice"):
            assert shape.kind is not None
            return self.law(shape.kind) if shape.what == "law" else self.choice(shape.kind)
        if shape.what == "value":
            return self.value(shape)
        assert shape.item is not None
        item = self.place(shape.item, partial)
        if shape.what == "rows":
            # Rows are whole even where the rest of a file may be partial.
            return self.rows(shape.item, self.place(shape.item, False))
        if shape.what == "list":
            return {"type": "array", "items": item}
        by_name: Json = {"type": "object", "additionalProperties": False}
        if shape.words is not None and shape.words.names:
            by_name["properties"] = dict.fromkeys(shape.words.names, item)
        else:
            by_name["patternProperties"] = {
                _ANY_NAME if shape.words is None else shape.words.pattern: item
            }
        return (
            by_name if shape.what == "map" else {"anyOf": [item, {**by_name, "minProperties": 1}]}
        )

    def rows(self, row: Shape, item: Json) -> Json:
        """A table: a list of rows, or a mapping that names a CSV file or holds the rows."""
        assert row.model is not None
        loose = self.section(row, row.model.__name__, partial=True)
        defaults: Json = {**loose, "description": "Values of columns, for cells that are blank."}
        return {
            "anyOf": [
                {"type": "array", "items": item},
                {
                    "type": "object",
                    "properties": {
                        "table": {
                            "type": "string",
                            "pattern": r"\S",
                            "examples": ["exchanges.csv"],
                            "description": "A CSV file beside the scenario.",
                        },
                        "defaults": defaults,
                    },
                    "required": ["table"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"rows": {"type": "array", "items": loose}, "defaults": defaults},
                    "required": ["rows"],
                    "additionalProperties": False,
                },
            ]
        }

    def value(self, shape: Shape) -> Json:
        """A scalar, by what pydantic says of its type and bounds."""
        made = TypeAdapter(_annotated(shape)).json_schema()
        made.pop("title", None)
        if shape.annotation is str and shape.kind is None and made.get("type") == "string":
            # 7 and 007 may name a place as well; the loader takes them as they are written.
            if "pattern" not in made:
                made["type"] = ["string", "number"]
        return dict(made)

    def law(self, kind: Kind) -> Json:
        """A law of a dimension: a single quantity, or one of the registered laws."""
        key = f"law-{kind.dimension}"
        if key not in self.definitions:
            quantity = _quantity(kind.dimension)
            laws: Json = {}
            for name, law in DISTRIBUTIONS.items():
                hints = get_type_hints(law)
                words = {field.name: field.name for field in dataclasses.fields(law)}  # type: ignore[arg-type]
                laws[name] = _parameters(
                    law,
                    words,
                    {
                        w: _of_hint(hints[w], quantity if w in law.dimensioned else None)
                        for w in words
                    },
                )
            by_name: Json = {
                "type": "object",
                "properties": laws,
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
            }
            self.definitions[key] = {
                "description": f"A {kind.dimension}, always the same or by a law.",
                "anyOf": [quantity, by_name],
            }
        return {"$ref": f"#/$defs/{key}"}

    def choice(self, kind: Kind) -> Json:
        """A registered rule: its name, or a mapping of its name and parameters."""
        assert kind.registry is not None
        key = kind.dimension.replace(" ", "-")
        if key not in self.definitions:
            forms: list[Json] = [{"enum": list(kind.registry)}]
            for name, rule in kind.registry.items():
                form = self.parameters(rule)
                form["properties"] = {
                    kind.key: {"const": name, "description": f"The {kind.dimension}, by name."},
                    **form["properties"],
                }
                form["required"] = [kind.key, *form.get("required", [])]
                summary = getattr(rule, "summary", "")
                forms.append({**form, "description": summary} if summary else form)
            self.definitions[key] = {"description": f"A {kind.dimension}.", "anyOf": forms}
        return {"$ref": f"#/$defs/{key}"}

    def parameters(self, kind: type) -> Json:
        """The parameters of a rule, or of a part of one, by how they are written."""
        hints, words = get_type_hints(kind), parameter_words(kind)
        made: Json = {}
        for field in dataclasses.fields(kind):
            as_ = field.metadata.get("written", "duration" if field.name.endswith("_ms") else None)
            word = next(word for word, name in words.items() if name == field.name)
            if isinstance(as_, type):
                made[word] = self.parameters(as_)
            elif as_ is None or as_ == "names":
                made[word] = _of_hint(hints[field.name])
            elif as_.endswith(" law"):
                made[word] = self.law(Kind("law", None, as_.removesuffix(" law")))
            elif as_.endswith(" by job"):
                one = _quantity(as_.removesuffix(" by job"))
                jobs = PAID_JOBS if as_.startswith("money") else JOB_KINDS
                by_job: Json = dict.fromkeys(jobs, one)
                made[word] = {
                    "type": "object", "properties": by_job, "additionalProperties": False
                }  # fmt: skip
            else:
                made[word] = _quantity(as_)
        return _parameters(kind, words, made)


def _describe(made: Json, kind: type, words: dict[str, str]) -> None:
    """Say of each property what the comment above its field says; ``words`` are its fields."""
    said, properties = descriptions_of(kind), made["properties"]
    for word, field in words.items():
        if field in said:
            properties[word] = {**properties[word], "description": said[field]}


def _annotated(shape: Shape) -> Any:
    return Annotated[(shape.annotation, *shape.marks)] if shape.marks else shape.annotation


def _quantity(dimension: str) -> Json:
    if dimension == "lines":
        pattern = r"^\s*[0-9.][0-9_,.eE+-]*\s*lines?\s*$"
        return {"type": "string", "pattern": pattern, "examples": ["7 lines"]}
    return dict(TypeAdapter(_QUANTITIES[dimension]).json_schema())


def _of_hint(hint: Any, quantity: Json | None = None) -> Json:
    if quantity is None:
        return dict(TypeAdapter(hint).json_schema())
    return {"type": "array", "items": quantity} if get_origin(hint) is tuple else quantity


def _parameters(kind: type, words: dict[str, str], schemas: dict[str, Json]) -> Json:
    missing = dataclasses.MISSING
    required = {
        field.name
        for field in dataclasses.fields(kind)
        if field.default is missing and field.default_factory is missing
    }
    made: Json = {"type": "object", "properties": schemas, "additionalProperties": False}
    _describe(made, kind, words)
    names = [word for word, field in words.items() if field in required]
    return {**made, "required": names} if names else made


__all__ = ["DIALECT", "json_schema", "reform_schema"]
