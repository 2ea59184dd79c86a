"""JSON Schema of reform files: changes by path, from when and where they hold."""

from __future__ import annotations

from typing import Any

from telesim.scenario.reforms import KEYS

Json = dict[str, Any]
_ANY_NAME = "^.+$"
_TEXTS: Json = {"type": "array", "items": {"type": "string"}}


def reform_words() -> Json:
    """What a reform file holds, without the dialect."""
    paths: Json = {
        "type": "object",
        "patternProperties": {_ANY_NAME: {}},
        "additionalProperties": False,
    }
    texts: Json = {"anyOf": [{"type": "string"}, _TEXTS]}
    words: Json = {
        "schema_version": {"const": 1, "description": "Version of this format."},
        "reform": {"type": "string", "minLength": 1, "description": "The reform's name."},
        "title": {"type": "string", "description": "What the reform is, in a line."},
        "source": {"type": "string", "description": "Where its numbers come from."},
        "set": {
            **paths,
            "description": (
                "Values by dotted path; a mapping sets what is below. A rule of the same name "
                "keeps what is not said of it, one of another name begins anew."
            ),
        },
        "add": {**paths, "description": "New entries by dotted path, or entries for a list."},
        "remove": {**texts, "description": "Paths of entries to take away."},
        "from": {"type": "string", "format": "date", "description": "In force from this date on."},
        "where": {
            "type": "object",
            "properties": {"counties": texts},
            "required": ["counties"],
            "additionalProperties": False,
            "description": "In force in these counties only.",
        },
        "overrides": {
            **texts,
            "description": "Paths, or names of reforms, that this one may contradict.",
        },
    }
    assert tuple(words) == KEYS
    return {
        "title": "telesim reform",
        "description": "Changes to a scenario: one idea, stackable.",
        "type": "object",
        "properties": words,
        "required": ["reform"],
        "additionalProperties": False,
    }
