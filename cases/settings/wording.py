"""The words in which letters and forms call people, quote the law and ask for the criteria."""

from cases.settings.kinds import LINE, TEXT, YES_NO, Setting

SETTINGS = (
    Setting("marking", "words", "Marking of letters", LINE, "2.1.6"),
    Setting("label.independent_advisor", "words", "What the Independent Advisor is called", LINE, "4.7.1",
            "In forms, letters and roles. Diagrams, which partnerships share, keep the guidance’s word."),
    Setting("label.health_partner", "words", "What the health commissioner is called", LINE, "1.6.2",
            "As a kind of agency, and in requests to health services."),
    Setting("label.safeguarding_partner", "words", "What whoever decides for a Safeguarding Partner is called", LINE,
            "1.6.2", "Their role, and whose positions a summary tells. The bodies are Safeguarding Partners by law."),
    Setting("label.group", "words", "What the Case Review Group is called", LINE, "1.6.2",
            "In forms, letters, e-mails and roles."),
    Setting("label.office", "words", "What the office is called in letters, e-mails and forms", LINE, "4.1.1",
            "Empty: as the partnership’s office is named.", required=False),
    Setting("text.legal", "words", "The law by which information is asked for", TEXT, "4.3.1", required=False),
    Setting("text.power", "words", "What the Safeguarding Partners may do when information is withheld", TEXT, "2.1.2",
            required=False),
    Setting("text.front_door", "words", "Telephone number for a child in danger now", LINE, "4.1.1", required=False),
    Setting("section.inequality", "words", "The summary has a section on racism, disability and other inequalities",
            YES_NO, "4.5.2"),
    Setting("criteria.c_a", "criteria", "To take into account, first", TEXT, "1.4.1"),
    Setting("criteria.c_b", "criteria", "To take into account, second", TEXT, "1.4.1"),
    Setting("criteria.c_c", "criteria", "To take into account, third", TEXT, "1.4.1"),
    Setting("criteria.c_d", "criteria", "To take into account, fourth", TEXT, "1.4.1"),
    Setting("criteria.r_1", "criteria", "To have regard to, first", TEXT, "1.4.2"),
    Setting("criteria.r_2", "criteria", "To have regard to, second", TEXT, "1.4.2"),
    Setting("criteria.r_3", "criteria", "To have regard to, third", TEXT, "1.4.2"),
    Setting("criteria.r_4", "criteria", "To have regard to, fourth", TEXT, "1.4.2"),
)  # fmt: skip
"""What somebody is called, what is quoted, and the criteria of guidance 1.4.1 and 1.4.2."""
