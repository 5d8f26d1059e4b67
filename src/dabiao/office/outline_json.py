"""The outline of a document as JSON, and its schema: what ``dabiao outline --json`` writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dabiao.core.outline.model import Heading, Outline, Reason
from dabiao.core.outline.suggestions import Suggestion

Schema = dict[str, Any]


def outline_json(outline: Outline, suggestions: Sequence[Suggestion]) -> dict[str, object]:
    """Lay an outline out. ``suggestions`` are those of ``outline.tasks``, in order."""
    return {
        "title": outline.title,
        "headings": [
            {"level": one.level, "number": one.number, "text": one.text} for one in outline.headings
        ],
        "tasks": [
            {
                "text": task.text,
                "heading": heading_line(outline.heading_of(task)),
                "standard_id": suggestion.standard_id,
                "unit": suggestion.unit,
                "confidence": suggestion.confidence,
            }
            for task, suggestion in zip(outline.tasks, suggestions, strict=True)
        ],
        "dropped": [{"text": one.text, "reason": str(one.reason)} for one in outline.dropped],
        "truncated": outline.truncated,
    }


def heading_line(heading: Heading | None) -> str | None:
    """A heading as a reader sees it, mark and text; None where there is none."""
    return None if heading is None else f"{heading.number}{heading.text}"


def outline_schema() -> Schema:
    """Give the schema (draft 2020-12). Keys are stable; new ones may come, none goes or changes its meaning."""
    text: Schema = {"type": "string"}
    nothing: Schema = {"type": ["string", "null"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dabiao outline",
        "description": (
            "What `dabiao outline --json` found in a speech, plan or circular. Every sentence is a task or dropped; "
            "sentences are given as they would be copied out of the text, line breaks inside them removed."
        ),
        **_record(
            {
                "title": text | {"description": "Empty when the document has none."},
                "headings": _list(
                    _record(
                        {
                            "level": {
                                "enum": [1, 2, 3, 4, 5],
                                "description": "GB/T 9704: 一、 （一） 1. （1）; 5 is counting in running text.",
                            },
                            "number": text
                            | {"description": "The mark in its clean form: 一、 （一） 1. （1） 一是"},
                            "text": text,
                        }
                    )
                ),
                "tasks": _list(
                    _record(
                        {
                            "text": text,
                            "heading": nothing
                            | {"description": "The nearest heading of level 1 to 4 above it, with its mark."},
                            "standard_id": nothing
                            | {
                                "description": "Standard of the pack it seems to concern; null when none stands out."
                            },
                            "unit": nothing
                            | {
                                "description": "Who seems to answer for it; null when nobody is named or follows."
                            },
                            "confidence": {
                                "type": ["number", "null"],
                                "minimum": 0,
                                "maximum": 1,
                                "description": (
                                    "Chance that what is suggested is right, the lower one where both a standard and "
                                    "a unit are; null when nothing is suggested."
                                ),
                            },
                        }
                    )
                ),
                "dropped": _list(_record({"text": text, "reason": {"enum": [str(one) for one in Reason]}})),
                "truncated": {
                    "type": "boolean",
                    "description": "Whether the text stops in the middle of a sentence or right behind a heading.",
                },
            }
        ),
    }


def _record(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
