"""Text as a spreadsheet shows it, never as it would compute it: a formula in a name must not run at somebody's desk."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet program takes for a formula, or drops before looking for one."""


def disarmed(text: str) -> str:
    """The text; with an apostrophe before it where a spreadsheet program would compute it.

    >>> disarmed("=1+1"), disarmed("一月")
    ("'=1+1", '一月')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
