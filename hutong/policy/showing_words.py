"""The words around what is shown of the documents, each in Chinese and in English."""

from collections.abc import Callable, Mapping

from hutong.policy.shown import BodyShown, StepShown, ValueShown

Say = Callable[[str], str]
TERRITORIAL = frozenset({"national", "province", "prefecture", "county", "township", "village"})

VALIDITY_NOTE_EN = (
    "Unconfirmed: the text does not say whether it still holds; it is not taken as lapsed, ask its issuer."
)
WORDS: Mapping[str, tuple[str, str]] = {
    "speaks": ("{place} {on} 执行的政策文件", "{place}, {on}: the documents in force"),
    "documents": ("文件（共 {count} 份）", "Documents ({count})"),
    "beside": ("对照阅读，不作为依据", "Read beside, never computed with"),
    "number": ("文号", "number"),
    "title": ("名称", "title"),
    "place": ("地方", "place"),
    "standing": ("性质", "standing"),
    "days": ("施行日", "in force"),
    "validity": ("效力", "validity"),
    "until": ("{start} 起，{end} 失效", "{start}, ended {end}"),
    "law": ("有效文件", "law"),
    "draft": ("草案", "draft"),
    "guidance": ("指引、解读", "guidance"),
    "stated": ("文中写明", "stated"),
    "unconfirmed": ("待确认", "unconfirmed"),
    "validity_note": ("“待确认”：文件没有写明是否仍然有效，不推定失效，请向制定机关核实。", VALIDITY_NOTE_EN),
    "none": ("此地此日没有任何文件给予这项待遇。", "No document gives anything of this here on this day."),
    "no_document": ("此地此日没有任何文件在执行。", "No document is in force here on this day."),
    "condition": ("条件", "when"),
    "frame": ("适用范围", "frame"),
    "tie": ("对象", "for"),
    "hukou": ("户籍在此地的儿童", "children registered here"),
    "residence": ("居住在此地的儿童", "children living here"),
    "event": ("事情发生在此地的儿童", "children to whom it happens here"),
    "strength": ("力度", "force"),
    "must": ("应当", "must"),
    "phased": ("逐步（照样给予）", "phased (given)"),
    "encouraged": ("鼓励", "encouraged"),
    "optional": ("可以", "optional"),
    "not_offered": ("此地未提供：须由本地文件采纳", "not offered here until a local text adopts it"),
    "adopts": ("采纳 {clause}", "adopts {clause}"),
    "adopted_by": ("已由 {clause} 采纳", "adopted by {clause}"),
    "lead": ("主管", "lead"),
    "inferred": ("（文中未写，推定）", " (not named by the text)"),
    "amount": ("金额", "amount"),
    "no_amount": ("服务或资格，不计金额", "a service or a right, no amount"),
    "unset": ("应给，此地未定数额", "owed, not set here"),
    "floor": ("不低于 {amount}", "at least {amount}"),
    "fills": ("补 {asked} 之空", "fills {asked}"),
    "from": ("{start} 起", "from {start}"),
    "through": ("至 {end}", "through {end}"),
    "excluded": ("除外", "except"),
    "reaches_all": ("（约束所有文件，依据 {treatment}）", " (reaches every document, by {treatment})"),
    "choice": ("择一", "one of"),
    "most_favourable": ("取最有利的一项", "the most favourable"),
    "applicant": ("由申请人选择", "as the applicant chooses"),
    "order": ("按所列顺序取第一项", "the first in this order"),
    "procedure": ("程序", "procedure"),
    "accepting": ("受理", "accepts"),
    "verifying": ("查验", "verifies"),
    "confirming": ("确认", "confirms"),
    "step": ("步骤", "step"),
    "working_days": ("{count} 个工作日内", "within {count} working days"),
    "calendar_days": ("{count} 日内", "within {count} days"),
    "notice": ("公示", "notice"),
    "notice_days": ("{count} 日", "{count} days"),
    "never_published": ("不公示", "never published"),
    "evidence": ("材料", "papers"),
    "first_month": ("起发", "first month"),
    "month_after_confirmation": ("确认次月", "the month after confirmation"),
    "month_of_confirmation": ("确认当月", "the month of confirmation"),
    "month_of_application": ("申请当月", "the month of application"),
    "last_month": ("末月", "last month"),
    "month_of_event": ("事由当月", "the month of the event"),
    "month_before_event": ("事由前一月", "the month before the event"),
    "month_after_event": ("事由次月", "the month after the event"),
    "payee": ("领取人", "payee"),
    "review": ("复核", "review"),
    "review_months": ("每 {count} 个月", "every {count} months"),
    "note": ("说明", "note"),
    "definitions": ("条件里用到的口径", "The names that these conditions use"),
    "undefined": ("此地此日没有文件给出定义：无法判断", "no document defines it here: it cannot be told"),
    "monthly": ("每月", "a month"), "one_off": ("一次", "once"), "yearly": ("每年", "a year"),
    "premium_share": ("参保资助比例", "share of the premium"),
    "ratio_uplift": ("报销比例提高", "reimbursement ratio up by"),
    "deductible_cut": ("起付线降低", "deductible down by"), "threshold_cut": ("门槛降低", "threshold down by"),
    "cap_uplift": ("封顶线提高", "cap up by"), "ratio": ("比例", "ratio"),
    "fee": ("收费", "fee"), "years": ("年数", "years"),
    "yuan": ("{amount} 元", "{amount} yuan"), "yuan_per_month": ("{amount} 元/月", "{amount} yuan a month"),
    "yuan_per_year": ("{amount} 元/年", "{amount} yuan a year"), "percent": ("{amount}%", "{amount}%"),
    "points": ("{amount} 个百分点", "{amount} percentage points"), "unit_years": ("{amount} 年", "{amount} years"),
    "unit_days": ("{amount} 日", "{amount} days"), "unit_months": ("{amount} 个月", "{amount} months"),
    "text": ("{amount}", "{amount}"),
    "基本生活": ("基本生活", "living"), "医疗康复": ("医疗康复", "health and rehabilitation"),
    "教育": ("教育", "education"), "人身安全": ("人身安全", "safety"), "心理健康": ("心理健康", "mental health"),
    "法定监护": ("法定监护", "guardianship"), "社会参与": ("社会参与", "society"), "宣传": ("宣传", "publicity"),
    "工作体系": ("工作体系", "the system of work"), "要素保障": ("要素保障", "means"),
    ": ": ("：", ": "), ", ": ("、", ", "), "; ": ("；", "; "),
    "national": ("国家", "national"), "province": ("省级", "provincial"), "prefecture": ("市级", "prefecture"),
    "county": ("县级", "county"), "township": ("乡镇（街道）", "township"), "village": ("村（居）", "village"),
    "institution": ("机构", "institution"), "school": ("学校", "school"), "medical": ("医疗机构", "hospital"),
    "court": ("法院", "court"), "procuratorate": ("检察院", "procuratorate"), "family": ("家庭", "family"),
    "social": ("社会力量", "social"), "enterprise": ("企业", "enterprise"), "any": ("", ""),
}  # fmt: skip


def sayer(lang: str) -> Say:
    """The function that gives a word of this table in a language; what is not in it stays as it is."""
    column = 0 if lang == "zh" else 1

    def say(key: str) -> str:
        found = WORDS.get(key)
        return found[column] if found else key

    return say


def figure(value: ValueShown, say: Say) -> str:
    """A number as people say it: exact, at least, or owed and not set here."""
    if value.state == "unset" or value.amount is None:
        return say("unset")
    unit = f"unit_{value.unit}" if f"unit_{value.unit}" in WORDS else value.unit
    text = say(unit).format(amount=value.amount)
    return say("floor").format(amount=text) if value.state == "floor" else text


def body(shown: BodyShown, lang: str, say: Say) -> str:
    """A body with its level; marked where the text does not name it."""
    level = say(shown.level) if shown.level in TERRITORIAL else ""
    name = shown.zh if lang == "zh" else shown.en
    joined = f"{level}{name}" if lang == "zh" else f"{level} {name}".strip()
    repeated = name.startswith(level[:2]) or not level
    return (name if repeated else joined) + ("" if shown.stated else say("inferred"))


def step_words(step: StepShown, lang: str, say: Say) -> str:
    """Who does what within how many days."""
    does = step.does_zh if lang == "zh" else step.does
    limits = []
    if step.working_days is not None:
        limits.append(say("working_days").format(count=step.working_days))
    if step.days is not None:
        limits.append(say("calendar_days").format(count=step.days))
    return say("; ").join(filter(None, (body(step.body, lang, say), does, *limits)))
