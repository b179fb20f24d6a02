"""Lists whose rows nobody may add or take away have the rows that the form gives them, whatever is posted."""

from casework.forms import fixed_rows, schema, scope
from tests.casework.forms import paper

SCORES = {
    "type": "group",
    "id": "g",
    "path": "views",
    "components": [
        {
            "type": "dynamiclist",
            "id": "l",
            "path": "scores",
            "properties": {"fixed_rows": "true", "prefill": "=for s in given.asked return {about: s}"},
            "components": [
                {"type": "textfield", "id": "a", "key": "about", "label": "About"},
                {"type": "number", "id": "n", "key": "score", "label": "Score"},
            ],
        }
    ],
}


def test_rows_that_nothing_tells_apart_are_known_by_their_number() -> None:
    made = paper.form(SCORES)
    given = scope.given({"asked": ["home", "school"]}, paper.TODAY, paper.FUNCTIONS)

    def followed(*rows: object) -> object:
        return fixed_rows.followed(made, {"other": 1, "views": {"x": 2, "scores": list(rows)}}, given)

    changed, second = {"about": "the home", "score": "3"}, {"about": "school", "score": "4"}
    whole = {"other": 1, "views": {"x": 2, "scores": [changed, second]}}
    assert followed(changed, second, {"about": "more", "score": "5"}) == whole
    assert followed(changed) == {"other": 1, "views": {"x": 2, "scores": [changed, {"about": "school"}]}}
    assert (
        fixed_rows.followed(made, {"views": "nonsense"}, given)["views"] == schema.defaults(made, given.data)["views"]
    )
