"""The data map: every column, answer, file and log event has a class, and the page says what the code says."""

from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, Table

from cases.sealed import COLUMNS
from foundation import data_classes
from foundation.data_classes import Data, DataClass
from tools import data_map, data_places


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, DataClass]]:
    return {one.__tablename__: data_map.columns(one) for one in data_map.mapped()}


def test_every_column_of_every_table_has_a_class_and_the_page_is_up_to_date(
    tables: dict[str, dict[str, DataClass]],
) -> None:
    assert data_map.PAGE.read_text("utf-8") == data_map.page(), "run python -m tools.data_map"
    assert len(tables) > 50 and all(tables.values())


def test_a_new_column_of_words_or_bytes_has_no_class_until_somebody_says_it() -> None:
    table = Table("new", MetaData(), Column("id", String), Column("nickname", String), Column("role_id", String))
    data = Data("something new", data_classes.MACHINE)
    assert dict(data_classes.classes(data, table)) == {
        "id": DataClass.REFERENCE,
        "nickname": None,
        "role_id": DataClass.REFERENCE,
    }
    with pytest.raises(ValueError, match="no column gone"):
        list(data_classes.classes(Data("x", "y", words="gone"), table))
    with pytest.raises(ValueError, match="two classes"):
        Data("x", "y", words="nickname", codes="nickname").named()


def test_children_and_families_are_readable_nowhere_in_the_database(tables: dict[str, dict[str, DataClass]]) -> None:
    readable = {name for name, found in tables.items() if DataClass.IDENTITY in found.values()}
    assert readable == {"person", "outside_identity"}, "names of staff, and who they are at their provider"
    assert tables["identity"]["facts"] is DataClass.SEALED
    assert tables["submission"]["answers"] is DataClass.SEALED


def test_what_is_called_sealed_or_secret_is_bytes_or_a_hash_and_no_index_is_made_of_it() -> None:
    for one in data_map.mapped():
        found = data_map.columns(one)
        sealed = {name for name, each in found.items() if each is DataClass.SEALED}
        for column in one.__table__.columns:
            if column.name in sealed:
                assert column.type.python_type is bytes, f"{one.__tablename__}.{column.name} is no sealed column"
        indexed = {column.name for index in one.__table__.indexes for column in index.columns}
        assert not indexed & sealed, one.__tablename__


def test_what_the_page_calls_sealed_is_what_the_program_seals_with_the_keys_of_cases(
    tables: dict[str, dict[str, DataClass]],
) -> None:
    said = {f"{name}.{each}" for name, found in tables.items() for each in found if found[each] is DataClass.SEALED}
    assert {f"{each.name}.{each.column}" for each in COLUMNS} == said - {
        "account_mail.words",
        "late_post.fields",
        "begun_form.answers",
        "kept_upload.name",
        "kept_upload.content",
    }


def test_every_answer_of_every_form_has_a_class_and_routing_never_says_who_somebody_is() -> None:
    found = list(data_map.answers())
    assert len(found) > 500
    assert {each[2] for each in found} == set(data_map.ANSWERS)
    assert not [each for each in found if each[2] == "identity" and each[4]], "identity in a process variable"
    assert not [each for each in found if not each[3]], "a form without codes of those who may read it"


def test_every_file_and_folder_of_the_configuration_and_every_log_event_is_on_the_page() -> None:
    assert data_places.named() == set(data_places.PLACES)
    events = data_places.events(data_map.ROOT)
    page = Path(data_map.PAGE).read_text("utf-8")
    assert "sign_in_refused" in events and all(f"`{event}`" in page for event in events)
    given = {name for names in events.values() for name in names}
    people = {"person", "person_id", "name", "email", "address", "child", "answers", "subject", "body", "to"}
    assert not given & people, "a log names somebody"
