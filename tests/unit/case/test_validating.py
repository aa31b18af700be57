"""How a schema's complaints reach a person: path, line, what was found, what is allowed, the nearest name."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from needlepoint.case import Allowed, parse_document, validate
from needlepoint.case.validating import MAX_PROBLEMS
from needlepoint.errors import InputError, Problem


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    depth: Annotated[float, Field(gt=0), Allowed("a depth in mm")] | None = None
    pattern: Literal["crosshatch", "star"] = "star"
    count: Annotated[int, Field(strict=True)] = 1

    @field_validator("count")
    @classmethod
    def _even(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("an odd number {really}")
        return value


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")
    schema_: Literal["tree/1"] = Field(alias="schema")
    leaves: tuple[Leaf, ...] = Field(min_length=1)
    by_name: dict[str, Leaf] = {}


def problems(text: str) -> dict[str, Problem]:
    with pytest.raises(InputError) as caught:
        validate(Tree, parse_document(text, "tree.yaml"))
    return {problem.place: problem for problem in caught.value.problems}


def test_a_good_document_becomes_its_model() -> None:
    tree = validate(Tree, parse_document("schema: tree/1\nleaves: [{depth: 1}]\n"))
    assert tree.leaves[0].depth == 1


def test_all_problems_come_at_once_each_with_its_line() -> None:
    found = problems(
        "schema: tree/2\nleaves:\n- depth: -1\n- patern: star\n  pattern: stars\n- 5\nby_name:\n  a: {count: x}\n"
    )
    assert found["schema"].allowed == "tree/1"
    assert found["leaves[0].depth"] == Problem("leaves[0].depth", "-1", "a depth in mm", "", 3)
    assert found["leaves[1].patern"].remedy == "Did you mean pattern?"
    assert found["leaves[1].patern"].line == 4
    assert found["leaves[1].pattern"] == Problem(
        "leaves[1].pattern", "'stars'", "crosshatch, star", "Did you mean star?", 5
    )
    assert found["leaves[2]"].allowed == "an object with the keys depth, pattern, count"
    assert found["by_name.a.count"] == Problem("by_name.a.count", "'x'", "a whole number", "", 8)
    assert "leaves" not in found


def test_a_missing_key_is_named_by_the_name_a_file_uses() -> None:
    found = problems("leaves: []\n")
    assert found["schema"].found == "nothing"
    assert found["leaves"] == Problem("leaves", "an empty list", "at least 1 of them", "", 1)


def test_an_unknown_key_lists_the_known_ones() -> None:
    found = problems("shema: tree/1\nleaves: [{}]\n")
    assert found["shema"].allowed == "the keys schema, leaves, by_name"
    assert found["shema"].remedy == "Did you mean schema?"


def test_a_scalar_where_a_list_belongs_says_how_to_write_one() -> None:
    found = problems("schema: tree/1\nleaves: one\n")
    assert found["leaves"].allowed == "a list"
    assert "[one, two]" in found["leaves"].remedy


def test_a_validators_own_words_pass_as_they_are() -> None:
    assert problems("schema: tree/1\nleaves: [{count: 2}]\n")["leaves[0].count"].allowed == "an odd number {really}"


def test_a_flood_of_problems_is_cut_and_counted() -> None:
    text = "schema: tree/1\nleaves:\n" + "".join("- {depth: -1, count: x}\n" for _ in range(500))
    with pytest.raises(InputError) as caught:
        validate(Tree, parse_document(text))
    assert len(caught.value.problems) == MAX_PROBLEMS + 1
    assert caught.value.problems[-1].found == f"{1000 - MAX_PROBLEMS} more problems"


def test_what_is_found_is_short_and_safe_to_print() -> None:
    found = problems('schema: "\\e[31m"\nleaves: [{pattern: "' + "x" * 900 + '"}]\n')
    assert found["schema"].found == "'\\x1b[31m'"
    assert len(found["leaves[0].pattern"].found) <= 80
