"""Numbers that are the same all over the country. Local ones differ and are not guessed."""

from typing import NamedTuple

from hutong.lib.translating import marked


class Telephone(NamedTuple):
    """A number and whose it is."""

    number: str
    whose: str


GOVERNMENT = Telephone("12345", marked("government service line, asks for the right office"))
MEDICAL_SECURITY = Telephone("12393", marked("medical security line"))
SOCIAL_SECURITY = Telephone("12333", marked("human resources and social security line"))
DISABLED = Telephone("12385", marked("line of the disabled persons' federation"))
LEGAL = Telephone("12348", marked("legal help, free of charge"))
POLICE = Telephone("110", marked("police, day and night"))
AMBULANCE = Telephone("120", marked("ambulance"))
MIND = Telephone("12356", marked("psychological help"))
WOMEN = Telephone("12338", marked("line of the women's federation"))
YOUTH = Telephone("12355", marked("line for young people"))
HEALTH = Telephone("12320", marked("health line"))
COURT = Telephone("12368", marked("court line"))
PROCURATORATE = Telephone("12309", marked("procuratorate line"))

BY_BODY = {
    "medical_security": MEDICAL_SECURITY,
    "human_resources_social_security": SOCIAL_SECURITY,
    "disabled_persons_federation": DISABLED,
    "justice_administration": LEGAL,
    "police": POLICE,
    "health": HEALTH,
    "womens_federation": WOMEN,
    "youth_league": YOUTH,
    "court": COURT,
    "procuratorate": PROCURATORATE,
}
IN_DANGER = (POLICE, AMBULANCE, MIND, YOUTH, GOVERNMENT)


def telephone_of(body: str) -> Telephone:
    """The number under which a body can be reached from anywhere; the government's line finds every other."""
    return BY_BODY.get(body, GOVERNMENT)
