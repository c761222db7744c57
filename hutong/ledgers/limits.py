"""How large a ledger may be. The numbers are generous for a county and small for a machine."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    file_bytes: int = 200 * MEGABYTE
    # 100,000 rows of 40 columns unpack to about 250 MB, at a ratio of about 15.
    unpacked_bytes: int = 1024 * MEGABYTE
    unpacked_ratio: int = 250
    # Small files of few words repeat themselves a lot and are no danger.
    ratio_matters_from: int = 50 * MEGABYTE
    archive_entries: int = 2_000
    # The reader holds a sheet as a full rectangle: two far corners are enough to fill the memory.
    sheet_cells: int = 15_000_000
    rows: int = 300_000
    columns: int = 1_000
    # What a cell may hold in a column that is read; a spreadsheet itself stops at 32,767.
    cell_characters: int = 2_000
    header_within_rows: int = 25
    json_keys: int = 2_000


DEFAULT_LIMITS = Limits()
