"""Stories of poor families, of disabled, ill and harmed children, of those left behind and those from elsewhere."""

from typing import Any

from hutong.demo.draws import DIBAO, LIVING, NURSING, PAID, TEKUN, Draw
from hutong.demo.people import Parent

Changes = dict[str, Any]
ALIVE, FINE, REMARRIED = Parent(("健在",)), Parent(("正常",)), Parent(("改嫁",))
AWAY, UNKNOWN = Parent(("外出务工",)), Parent()
BY_RELATIVES = {"guardian": "祖父母", "guardianship": "一般"}


def in_tekun(draw: Draw) -> Changes:
    paid = draw.pays(TEKUN, paid=0.9)
    parents = {"father": draw.severely_disabled(), "mother": draw.severely_disabled()}
    return {"categories": ("特困儿童",), **parents, "tekun": True, "economy": "特困", **BY_RELATIVES, "paid": paid}


def in_dibao(draw: Draw) -> Changes:
    parents = {
        "father": draw.random.choice((FINE, ALIVE, AWAY, draw.ill())),
        "mother": draw.random.choice((FINE, ALIVE, AWAY)),
    }
    return {"categories": ("低保家庭儿童",), **parents, "dibao": True, "economy": "低保", "paid": draw.pays(DIBAO)}


def in_dibao_disabled(draw: Draw) -> Changes:
    disability = draw.disability(severe=draw.chance(0.6))
    subsidies = draw.pays(LIVING, *([NURSING] if disability["grade"] < 3 else []), paid=0.65)
    return in_dibao(draw) | disability | {
        "categories": ("低保家庭儿童", "残疾儿童"), "paid": draw.pays(DIBAO) | subsidies,
    }  # fmt: skip


def in_dibao_seriously_ill(draw: Draw) -> Changes:
    return in_dibao(draw) | {"categories": ("低保家庭儿童", "重病儿童"), "health": "重病"}


def on_the_edge_ill(draw: Draw) -> Changes:
    return {
        "categories": ("重病儿童",),
        "health": "重病",
        "edge": True,
        "economy": "低保边缘",
        "paid": draw.pays(DIBAO, paid=0.0),
    }


def on_the_edge_disabled(draw: Draw) -> Changes:
    return {
        "categories": ("残疾儿童",), **draw.disability(severe=True), "edge": True, "economy": "低保边缘",
        "paid": draw.pays(LIVING, NURSING, paid=0.5),
    }  # fmt: skip


def poor_once_registered(draw: Draw) -> Changes:
    return {
        "categories": ("贫困家庭儿童",),
        "economy": "建档立卡",
        "father": draw.random.choice((AWAY, FINE)),
        "mother": ALIVE,
    }


# ---- Disabled, ill, at risk


def disabled_before_school(draw: Draw) -> Changes:
    return {
        "categories": ("残疾儿童",),
        **draw.disability(severe=draw.chance(0.4)),
        "certified": draw.chance(0.4),
        "economy": "一般",
    }


def disabled_at_school(draw: Draw) -> Changes:
    """Some get the nursing subsidy that only grades 1 and 2 (and minds) are due."""
    disability = draw.disability(severe=draw.chance(0.35))
    return {"categories": ("残疾儿童",), **disability, "economy": "一般", "paid": draw.pays(NURSING, paid=0.5)}


def healthy_but_subsidised(draw: Draw) -> Changes:
    return {
        "categories": ("低保家庭儿童",),
        "dibao": True,
        "economy": "低保",
        "paid": {DIBAO: PAID[DIBAO], LIVING: PAID[LIVING]},
    }


def with_hiv(draw: Draw) -> Changes:
    return {"categories": ("艾滋病病毒感染儿童",), "health": "其他", **BY_RELATIVES}


def harmed(draw: Draw) -> Changes:
    return {
        "categories": ("受家暴影响",),
        "harmed": True,
        "guardianship": "监护不当",
        "father": FINE,
        "mother": REMARRIED,
    }


def vagrant(draw: Draw) -> Changes:
    return {
        "categories": ("流浪儿童",),
        "father": UNKNOWN,
        "mother": UNKNOWN,
        "guardianship": "无人监护",
        "guardian": "",
    }


def out_of_school(draw: Draw) -> Changes:
    return {
        "categories": ("困境儿童",),
        "school": draw.random.choice(("辍学", "失学")),
        "father": AWAY,
        "mother": REMARRIED,
        **BY_RELATIVES,
    }


def left_behind(draw: Draw) -> Changes:
    mother = AWAY if draw.chance(0.7) else draw.severely_disabled()
    return {"categories": ("留守儿童",), "father": AWAY, "mother": mother, "left_behind": True, **BY_RELATIVES}


def migrant(draw: Draw) -> Changes:
    return {"categories": ("流动儿童",), "migrant": True, "father": FINE, "mother": FINE, "insured": draw.chance(0.6)}


def sixteen_today_in_tekun(draw: Draw) -> Changes:
    return in_tekun(draw) | {"remark": "本日满16周岁"}
