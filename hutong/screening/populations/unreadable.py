"""What reading a damaged file raises, by its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from hutong.screening.errors import PopulationUnreadable, in_one_line


@contextmanager
def naming_unreadable(path: Path) -> Iterator[None]:
    """Raises PopulationUnreadable for whatever Arrow or the disk cannot read within."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise PopulationUnreadable(file=path.name, why=in_one_line(error)) from error
