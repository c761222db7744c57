"""What a city pays is one thing, wherever it is read: in its document, in the tables of the peers."""

from pathlib import Path

from benchmarks.screening.cities import FEN, NATIONWIDE_DOCUMENT, YUAN, city_of, list_cities, list_fen
from benchmarks.screening.districts import list_counties
from benchmarks.screening.nationwide import load_rules
from benchmarks.screening.rules import ON
from hutong.lib.money import fen_from_yuan
from hutong.policy.programs import program_at

EVERY = 97
"""One county in so many is looked at."""


def test_a_citys_document_fills_in_what_the_peers_look_up(tmp_path: Path) -> None:
    library = load_rules("twelve", folder=tmp_path)
    for number in range(0, len(list_counties()), EVERY):
        program = program_at(library, list_counties()[number], ON)
        for name in YUAN:
            placed = program.value_of(f"{NATIONWIDE_DOCUMENT}:{name}")
            assert placed is not None
            assert fen_from_yuan(placed.entry.amount) == list_fen(name)[number]


def test_where_no_place_is_known_no_sum_is(tmp_path: Path) -> None:
    program = program_at(load_rules("twelve", folder=tmp_path), None, ON)
    placed = program.value_of(f"{NATIONWIDE_DOCUMENT}:dibao_monthly")
    assert placed is not None
    assert placed.entry.state == "unset"


def test_cities_differ_and_their_counties_do_not() -> None:
    dibao = dict(zip(list_counties(), list_fen("dibao_monthly").tolist(), strict=True))
    by_city = {(city_of(county), fen) for county, fen in dibao.items()}
    assert len(by_city) == len(list_cities())
    assert len({fen for _, fen in by_city}) > 50
    assert all(fen % (5 * FEN) == 0 for fen in dibao.values())


def test_documents_that_only_fill_in_sums_share_their_rules(tmp_path: Path) -> None:
    library = load_rules("twelve", folder=tmp_path)
    shapes = {id(program_at(library, county, ON).shape) for county in list_counties()[::EVERY]}
    assert len(shapes) == 1
