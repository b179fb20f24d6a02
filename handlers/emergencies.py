"""A case that was opened in an emergency: who may sign that off when those who should do not."""

from cases import emergencies, owned
from cases.emergencies import EmergencyAccess
from casework.office import Office
from engine import instances
from engine.work import Variables, Work
from handlers.declaring import topic


@topic("emergency.escalate", "Let the Safeguarding Partners sign off a use of emergency access", paragraph="2.1.6")
def escalate(office: Office, work: Work) -> Variables:
    """From now on the Safeguarding Partners of the case's partnership may sign this use off too."""
    row = owned.get(work.session, EmergencyAccess, work.case_id, str(work.variables["emergency_id"]))
    emergencies.escalate(work.session, row, instances.SYSTEM, work.now)
    return {}
