"""Stories of children without parents who care: orphans, and de facto unsupported children sentence by sentence."""

from typing import Any

from hutong.demo.draws import DE_FACTO, INSTITUTION_PAID, LIVING, NURSING, ORPHAN, PAID, Draw
from hutong.demo.people import Parent

Changes = dict[str, Any]
FINE, DEAD, REMARRIED, UNKNOWN = Parent(("正常",)), Parent(("死亡",)), Parent(("改嫁",)), Parent()
DE_FACTO_WORDS = ("事实无人抚养儿童",)
BY_RELATIVES = {"guardian": "祖父母", "guardianship": "一般"}


def orphan_in_the_community(draw: Draw) -> Changes:
    parents = {"father": DEAD, "mother": draw.random.choice((DEAD, DEAD, Parent(("失踪",))))}
    paid = draw.pays(ORPHAN, paid=0.86)
    return {"categories": ("社会散居孤儿",), **parents, **BY_RELATIVES, "paid": paid}


def orphan_in_an_institution(draw: Draw) -> Changes:
    parents = {"father": DEAD, "mother": DEAD} if draw.chance(0.6) else {"father": UNKNOWN, "mother": UNKNOWN}
    paid = draw.pays(ORPHAN, paid=0.95, amount=INSTITUTION_PAID)
    home = {"guardian": "福利机构", "guardianship": "较好", "in_institution": True}
    disability = draw.disability(severe=True) if draw.chance(0.5) else {}
    return {"categories": ("集中养育孤儿",), **parents, **home, **disability, "paid": paid}


def foundling(draw: Draw) -> Changes:
    nobody = Parent(("查找不到",))
    home = {"guardian": "民政部门", "guardianship": "较好", "in_institution": True, "has_hukou": draw.chance(0.6)}
    return {"categories": ("疑似被遗弃",), "father": nobody, "mother": nobody, **home, **draw.disability(severe=True)}


def orphan_paid_twice(draw: Draw) -> Changes:
    """Full orphan money beside the living subsidy that it rules out."""
    disability = draw.disability(severe=True)
    paid = {ORPHAN: PAID[ORPHAN], LIVING: PAID[LIVING], NURSING: PAID[NURSING]}
    return {
        "categories": ("社会散居孤儿", "残疾儿童"), "father": DEAD, "mother": DEAD, "paid": paid,
        **BY_RELATIVES, **disability,
    }  # fmt: skip


# ---- De facto unsupported, sentence by sentence


def make_unsupported(draw: Draw, father: Parent, mother: Parent, **more: Any) -> Changes:
    return {
        "categories": DE_FACTO_WORDS if draw.chance(0.75) else ("困境儿童",),
        "father": father, "mother": mother, **BY_RELATIVES, "paid": draw.pays(DE_FACTO, paid=0.72, silent=0.08),
    } | more  # fmt: skip


def dead_and_imprisoned(draw: Draw) -> Changes:
    return make_unsupported(draw, draw.imprisoned(), DEAD)


def dead_and_lost(draw: Draw) -> Changes:
    return make_unsupported(draw, DEAD, draw.lost())


def dead_and_ill(draw: Draw) -> Changes:
    return make_unsupported(draw, DEAD, draw.random.choice((draw.ill(), draw.severely_disabled())))


def both_lost(draw: Draw) -> Changes:
    return make_unsupported(draw, draw.lost(), draw.lost(least=5))


def lost_and_imprisoned(draw: Draw) -> Changes:
    return make_unsupported(draw, draw.imprisoned(), draw.lost())


def lost_and_in_rehabilitation(draw: Draw) -> Changes:
    return make_unsupported(draw, draw.in_rehabilitation(), draw.lost())


def missing_and_imprisoned(draw: Draw) -> Changes:
    return make_unsupported(draw, draw.imprisoned(), Parent(("失踪",)))


def revoked(draw: Draw) -> Changes:
    return make_unsupported(draw, Parent(("被撤销监护资格",)), draw.any_listed(), guardianship="差", harmed=True)


def deported(draw: Draw) -> Changes:
    return make_unsupported(draw, DEAD, Parent(("被遣送出境",)))


def both_ill_or_disabled(draw: Draw) -> Changes:
    return make_unsupported(draw, draw.severely_disabled(), draw.ill(), dibao=True, economy="低保")


def father_released(draw: Draw) -> Changes:
    """The sentence is over and the mother is there, yet the money goes on."""
    free = Parent(("服刑在押",), since=draw.before(30, 50), until=draw.before(1, 8), term_months=24)
    return make_unsupported(draw, free, draw.lost()) | {"paid": draw.pays(DE_FACTO, paid=0.9)}


def mother_came_back(draw: Draw) -> Changes:
    return make_unsupported(draw, draw.imprisoned(), FINE) | {"paid": {DE_FACTO: PAID[DE_FACTO]}, "guardian": "母亲"}


def one_parent_dead_other_remarried(draw: Draw) -> Changes:
    """The most common riddle of the field: dead and remarried tells too little."""
    mother = draw.random.choice((REMARRIED, REMARRIED, Parent(("离家出走",)), UNKNOWN))
    return {
        "categories": ("困境儿童",),
        "father": DEAD,
        "mother": mother,
        **BY_RELATIVES,
        "paid": draw.pays(DE_FACTO, paid=0.1),
    }


# ---- About the eighteenth birthday


def adult_orphan_at_school(draw: Draw) -> Changes:
    paid = draw.pays(ORPHAN, paid=0.7)
    return {
        "categories": ("社会散居孤儿",),
        "father": DEAD,
        "mother": DEAD,
        **BY_RELATIVES,
        "paid": paid,
        "remark": "已满18周岁，在校",
    }


def adult_still_paid(draw: Draw) -> Changes:
    return make_unsupported(draw, DEAD, draw.lost()) | {
        "paid": {DE_FACTO: PAID[DE_FACTO]},
        "school": "务工",
        "remark": "超龄",
    }


def eighteen_today(draw: Draw) -> Changes:
    return make_unsupported(draw, DEAD, draw.lost()) | {"paid": {DE_FACTO: PAID[DE_FACTO]}, "remark": "本日满18周岁"}


def eighteen_tomorrow(draw: Draw) -> Changes:
    return make_unsupported(draw, DEAD, draw.lost()) | {"paid": {DE_FACTO: PAID[DE_FACTO]}, "remark": "次日满18周岁"}
