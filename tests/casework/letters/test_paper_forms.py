"""Forms on paper that belong to no case yet."""

from cases import records
from cases.partnerships import Partnership
from casework.letters import blank, catalogue, data_referral, form_words, rendering, templates
from casework.letters.rendering import Order
from tests.casework.letters.conftest import File, words_of


def test_the_blank_referral_form_asks_every_question_under_the_partnerships_own_head(file: File) -> None:
    home = file.session.get_one(Partnership, records.partnership_of(file.session, file.case_id))
    context = data_referral.blank(file.session, home, file.now)
    template = templates.of_partnership(file.session, file.office, home, blank.REFERRAL)
    order = Order(blank.REFERRAL, template.content, context, catalogue.KINDS[blank.REFERRAL].required)
    words = words_of(rendering.render_all([order])[0].content)
    groups = [each for each in form_words.form_of(file.session, data_referral.FORM).components if each.kind == "group"]
    questions = [each for group in groups for each in group.components if each.asks and each.kind != "filepicker"]
    assert len(questions) > 30
    assert [each.key for each in questions if form_words.plain(each.label) not in words] == []
    assert "This form does not protect a child" in words and home.office_name in words
    assert template.origin == "default"


def test_the_filled_form_says_which_way_the_case_goes(file: File) -> None:
    file.wrote("f01_referral", ref_agency="hospital")
    (words,) = file.words("D01")
    assert "PathRapid Review" in words.replace("\n", "")


def test_a_partnerships_own_template_of_the_form_comes_first(file: File) -> None:
    home = file.session.get_one(Partnership, records.partnership_of(file.session, file.case_id))
    own = file.office.config.data_dir / "letters" / home.code / "D01.docx"
    own.parent.mkdir(parents=True)
    own.write_bytes((templates.SHIPPED / "D01.docx").read_bytes())
    assert templates.of_partnership(file.session, file.office, home, blank.REFERRAL).origin == "partnership"
