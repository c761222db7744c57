"""``steps.toml`` as a page to read: states and steps in words, for the screen and for ``docs/task-steps.md``."""

from collections.abc import Iterator
from dataclasses import dataclass

from hutong.lib.translating import marked, translator
from hutong.tasks.steps import get_states, get_steps

WHO_SAID = {
    "answers": marked("whoever answers for it"),
    "giver": marked("whoever gave it"),
    "superior": marked("whoever leads the work over them"),
}
NEEDS_SAID = {"words": marked("a few words"), "evidence": marked("evidence"), "addressee": marked("to whom it goes")}
HEAD = """# 任务的状态和步骤

任务从哪种状态经哪一步到哪种状态、谁可以办、要写明什么，只有一张表：`hutong/tasks/steps.toml`。程序、页面、测试和本页都读它；
本页由测试核对，改一处必须改另一处。系统自动办理的（原因消失时撤销）不受“谁可以办”限制，但同样留下记录。
"""


@dataclass(frozen=True)
class StateLine:
    """A state in words."""

    slug: str
    name: str
    runs: bool
    ended: bool


@dataclass(frozen=True)
class StepLine:
    """A step in words."""

    slug: str
    name: str
    before: tuple[str, ...]
    after: str
    who: tuple[str, ...]
    needs: tuple[str, ...]


def list_state_lines(lang: str) -> list[StateLine]:
    """The states in the order of the table."""
    return [StateLine(one.slug, one.label(lang), one.runs, one.ended) for one in get_states().values()]


def list_step_lines(lang: str) -> list[StepLine]:
    """The steps in the order of the table; ``after`` is empty where the state stays."""
    say, states = translator(lang), get_states()
    return [
        StepLine(
            slug=one.slug,
            name=one.label(lang),
            before=tuple(states[state].label(lang) for state in one.before),
            after=states[one.after].label(lang) if one.after else "",
            who=tuple(say(WHO_SAID[who]) for who in one.who) or (say(marked("the system")),),
            needs=tuple(say(NEEDS_SAID[need]) for need in one.needs),
        )
        for one in get_steps().values()
    ]


def write_page() -> str:
    """The Chinese page of the docs."""
    return "\n".join([HEAD, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    yield "## 状态\n"
    yield "| 状态 | 计时 | 已结束 |\n|---|---|---|"
    for state in list_state_lines("zh"):
        yield f"| {state.name} | {'是' if state.runs else '否'} | {'是' if state.ended else '否'} |"
    yield "\n## 步骤\n"
    yield "| 步骤 | 从 | 到 | 谁可以办 | 要写明 |\n|---|---|---|---|---|"
    for step in list_step_lines("zh"):
        after, needs = step.after or "不变", "、".join(step.needs) or "—"
        yield f"| {step.name} | {'、'.join(step.before)} | {after} | {'、'.join(step.who)} | {needs} |"
