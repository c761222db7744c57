"""Charts as SVG, without scripts and without anything to be fetched."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pygal  # type: ignore[import-untyped]  # ships no types
from pygal.style import Style  # type: ignore[import-untyped]  # ships no types

from hutong.lib.text_layout import cell_width
from hutong.screening.runs.whole_files import written_whole

# It leaves behind an importer of a kind that Python has dropped, for maps that we do not draw; others stumble over it.
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, pygal.PluginImportFixer)]

FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
BEFORE_AFTER = ("#9AA5B1", "#1F6FB2")
COLOURS = ("#1F6FB2", "#C8553D", "#4A8C5B", "#8C6BB1", "#D9A441", "#3A3A3A", "#7FB3D5", "#6B8E23")
WIDTH, ROW_HEIGHT, LEAST_HEIGHT = 1000, 56, 320
WAN = 10_000
LONGEST_LABEL = 36
LABEL_SIZE, MARGIN = 14, 20


def _style(colours: Sequence[str]) -> Style:
    return Style(
        background="white",
        plot_background="white",
        foreground="#333333",
        foreground_strong="#111111",
        foreground_subtle="#DDDDDD",
        opacity=1.0,
        guide_stroke_color="#DDDDDD",
        major_guide_stroke_color="#CCCCCC",
        font_family=FONT,
        value_font_family=FONT,
        label_font_size=LABEL_SIZE,
        major_label_font_size=14,
        title_font_size=18,
        legend_font_size=14,
        value_font_size=13,
        colors=colours,
    )


def write_bars(path: Path, title: str, labels: Sequence[str], series: Mapping[str, Sequence[float | None]]) -> None:
    """Lying bars, a group for each label, the first on top."""
    chart = pygal.HorizontalBar(
        **_look(title, BEFORE_AFTER),
        height=max(LEAST_HEIGHT, 150 + ROW_HEIGHT * len(labels)),
        print_values=True,
        value_formatter=lambda value: f"{value:,.2f}",
        truncate_label=-1,
        margin_left=MARGIN + max((_unseen_width(shortened(label)) for label in labels), default=0),
        show_x_guides=True,
        show_y_guides=False,
    )
    # The chart puts the first group, and the first bar of a group, at the bottom.
    chart.x_labels = [shortened(label) for label in reversed(labels)]
    for name, values in series.items():
        chart.add(name, list(reversed(values)))
    _write(chart, path)


def write_lines(path: Path, title: str, labels: Sequence[str], series: Mapping[str, Sequence[float | None]]) -> None:
    """A line for each series over the labels."""
    chart = pygal.Line(
        **_look(title, COLOURS),
        height=520,
        value_formatter=lambda value: f"{value:,.2f}",
        x_label_rotation=30,
        show_x_guides=False,
        dots_size=3,
        stroke_style={"width": 2.5},
        include_x_axis=True,
    )
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, list(values))
    _write(chart, path)


def _look(title: str, colours: Sequence[str]) -> dict[str, object]:
    return {
        "title": title,
        "style": _style(tuple(colours)),
        "js": (),
        "width": WIDTH,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 2,
        "truncate_legend": -1,
        "no_prefix": True,
        "margin": MARGIN,
    }


def _write(chart: pygal.graph.graph.Graph, path: Path) -> None:
    root = chart.render_tree()
    for parent in list(root.iter()):
        for script in [one for one in parent if str(one.tag).endswith("script")]:
            parent.remove(script)
    with written_whole(path) as temporary:
        temporary.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def shortened(label: str) -> str:
    """A label that is not too long."""
    return label if cell_width(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL // 2]}…"


def _unseen_width(label: str) -> int:
    """By how much the chart takes a text for shorter than it is: it knows nothing of wide characters."""
    return int(0.45 * LABEL_SIZE * (cell_width(label) - len(label)))


def in_wan(fen: int) -> float:
    """Fen as ten thousands of yuan, for a chart."""
    return fen / 100 / WAN
