"""Numbers that are the same all over the country, each with what says so. Local ones differ and are not guessed.

A number that nothing we hold supports is not shown: the government's line finds the office instead. Lines of single
departments are answered together with 12345 in many places since 2021 and stay in use beside it.
"""

from typing import NamedTuple

from hutong.lib.translating import marked


class Telephone(NamedTuple):
    """A number, whose it is, and what says so."""

    number: str
    whose: str
    source: str


OF_THE_LINES = "国办发〔2020〕53号"
"""The guiding opinion on 12345: lines that are not for emergencies come together in it, 110, 119, 120 and 122 stay."""
GOVERNMENT = Telephone("12345", marked("government service line, asks for the right office"), OF_THE_LINES)
MEDICAL_SECURITY = Telephone("12393", marked("medical security line"), "国家医疗保障局服务热线")
SOCIAL_SECURITY = Telephone(
    "12333", marked("human resources and social security line"), f"{OF_THE_LINES}：与12345并行接听"
)
DISABLED = Telephone("12385", marked("line of the disabled persons' federation"), "中国残联2015年3月决定在全国开通")
LEGAL = Telephone("12348", marked("legal help, free of charge"), f"{OF_THE_LINES}：与12345并行接听")
POLICE = Telephone("110", marked("police, day and night"), OF_THE_LINES)
AMBULANCE = Telephone("120", marked("ambulance"), OF_THE_LINES)
MIND = Telephone("12356", marked("psychological help"), "国家卫生健康委2024年12月25日通知，2025年5月1日起全国开通")
WOMEN = Telephone("12338", marked("line of the women's federation"), "500110/qj2017-91#4.3/p")
YOUTH = Telephone("12355", marked("line for young people"), "500110/qj2017-91#4.3/m")
COURT = Telephone("12368", marked("court line"), "最高人民法院确定的全国法院系统通用号码")

BY_BODY = {
    "medical_security": MEDICAL_SECURITY,
    "human_resources_social_security": SOCIAL_SECURITY,
    "disabled_persons_federation": DISABLED,
    "justice_administration": LEGAL,
    "police": POLICE,
    "womens_federation": WOMEN,
    "youth_league": YOUTH,
    "court": COURT,
}
IN_DANGER = (POLICE, AMBULANCE, MIND, YOUTH, GOVERNMENT)


def telephone_of(body: str) -> Telephone:
    """The number under which a body can be reached from anywhere; the government's line finds every other."""
    return BY_BODY.get(body, GOVERNMENT)
