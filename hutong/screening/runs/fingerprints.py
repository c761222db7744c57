"""Whether two runs were given the same: documents by their content, populations by theirs or by what stands for it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

MEGABYTE = 1024 * 1024
READ_WHOLE = 64 * MEGABYTE
OF_DOCUMENTS = (".toml", ".md", ".csv")


def of_documents(folders: Iterable[Path]) -> str:
    """The fingerprint of all that the folders say."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in OF_DOCUMENTS and path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + of_file(path).encode())
    return digest.hexdigest()


def of_files(paths: Iterable[Path], *, under: Path) -> str:
    """The fingerprint of a population's files, with their names when there are several."""
    digest = hashlib.sha256()
    for path in paths:
        name = path.relative_to(under).as_posix() if path != under else ""
        digest.update(name.encode() + b"\0" + of_file(path).encode())
    return digest.hexdigest()


def of_file(path: Path) -> str:
    """The content of a file; of a large one its size, its time, its beginning and its end."""
    about = path.stat()
    with path.open("rb") as file:
        if about.st_size <= READ_WHOLE:
            return hashlib.file_digest(file, "sha256").hexdigest()
        digest = hashlib.sha256(f"{about.st_size} {about.st_mtime_ns}".encode())
        digest.update(file.read(MEGABYTE))
        file.seek(-MEGABYTE, 2)
        digest.update(file.read())
    return digest.hexdigest()
