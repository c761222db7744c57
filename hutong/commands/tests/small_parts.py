"""The command with parts so small that a run of seconds has many: ``python -m … POPULATION FOLDER WORKERS``."""

import sys
from pathlib import Path

from hutong.commands.screen import run_order
from hutong.screening.runs.orders import Order
from hutong.screening.tests.population_files import ON


def main() -> None:
    population, folder, workers, *resume = sys.argv[1:]
    order = Order(Path(population), ON, Path(folder), part_children=10)
    run_order(order, workers=int(workers), resume=bool(resume), sensitive=False)


if __name__ == "__main__":
    main()
