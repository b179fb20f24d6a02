"""What may be chosen where a setting is a choice: the codes that are kept, in plain words."""

ANCHORS = {
    "aware_at": "the local authority became aware of the incident (guidance of 2020)",
    "notified_at": "the notification was sent to the National Panel (present national rules)",
    "received_at": "the office received the notification or referral",
}
WEEKENDS = {
    "strict": "Day 1 is the first working day after the real date",
    "deemed_next_working_day": "As if it had come on the next working day",
}
CLOCK_STARTS = {
    "received_at": "from the notification; the referral keeps its own date",
    "first_contact_at": "from the referral",
}
OPENED_BY = {
    "nobody": "Nobody",
    "own": "Office, its manager and the chair of this partnership",
    "neighbours": "They, and the managers of other offices",
}
CONFIRMED_BY = {"all": "all who answer", "majority": "most of those who answer"}
SIGN_OFF = {"required": "All three must confirm it", "notify": "They are told", "off": "They are not asked"}
