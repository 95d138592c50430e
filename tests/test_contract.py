"""The JSON contract, version 1: within it, keys and words of closed lists are only added.

The schemas are stored in `contract-1.json`. `pytest --update tests/test_contract.py` stores what was added, and refuses
everything else.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import read_json

STORED = Path(__file__).parent / "contract-1.json"


def schemas() -> dict[str, Any]:
    """Return the schema of each command's JSON and of fact files, and what they share once, without descriptions."""
    found = {row["name"]: read_json("schema", row["name"]) for row in read_json("schema")}
    shared: dict[str, Any] = {}
    for name in set(found) - {"facts"}:
        shared.update(found[name].pop("$defs"))
    whole: dict[str, Any] = without_descriptions({**found, "$defs": shared})
    return whole


def without_descriptions(schema: Any) -> Any:
    if isinstance(schema, list):
        return list(map(without_descriptions, schema))
    if not isinstance(schema, dict):
        return schema
    texts = ("description", "title")
    return {
        key: without_descriptions(part) for key, part in schema.items() if not (key in texts and isinstance(part, str))
    }


def breaks(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Yield where a script or a fact file that relies on the old schemas would fail: all but new keys and words."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, part in old.items():
            if key not in new:
                yield f"{path}/{key} is gone"
            else:
                yield from breaks(part, new[key], f"{path}/{key}")
    elif isinstance(old, list) and isinstance(new, list) and path.endswith(("/enum", "/required", "/anyOf")):
        yield from (f"{path}: {part} is gone" for part in old if part not in new)
    elif old != new:
        yield f"{path} was {old}"


def test_the_contract_is_the_stored_one(request: pytest.FixtureRequest) -> None:
    """An addition shows in the diff of the stored file; nothing else passes."""
    now = schemas()
    assert list(breaks(json.loads(STORED.read_text("utf-8")), now)) == []
    text = json.dumps(now, indent=1, sort_keys=True) + "\n"
    if request.config.getoption("update"):
        STORED.write_text(text, "utf-8")
    assert STORED.read_text("utf-8") == text, "something was added: see the first lines of tests/test_contract.py"


def test_a_fact_file_of_today_stays_valid() -> None:
    """No key of a fact file becomes required: files that were written for 1.0 do not have it."""
    stored = json.loads(STORED.read_text("utf-8"))["facts"]["$defs"]
    now = schemas()["facts"]["$defs"]
    assert {name: table["required"] for name, table in now.items() if name in stored} == {
        name: table["required"] for name, table in stored.items()
    }


ROW = {"properties": {"name": {"type": "string"}, "stage": {"enum": ["charged", "unknown"]}}, "required": ["name"]}


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ({**ROW, "properties": {"name": {"type": "string"}}}, ["/properties/stage is gone"]),
        (json.loads(json.dumps(ROW).replace("string", "integer")), ["/properties/name/type was string"]),
        (json.loads(json.dumps(ROW).replace("charged", "indicted")), ["/properties/stage/enum: charged is gone"]),
        ({**ROW, "required": []}, ["/required: name is gone"]),
        ({**ROW, "required": ["name", "id"]}, []),
        ({**ROW, "properties": {**ROW["properties"], "id": {"type": "string"}}}, []),  # type: ignore[dict-item]
        (json.loads(json.dumps(ROW).replace('"unknown"', '"unknown", "appealed"')), []),
    ],
)
def test_what_breaks_the_contract_is_found(new: Any, found: list[str]) -> None:
    """A key that is gone, of another type, or not always there any more, and a word that is gone; no addition."""
    assert list(breaks(ROW, new)) == found
