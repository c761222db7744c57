"""The documents in force now, and those of any bundle: kept by their checksum, read once."""

import io
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from hutong.determinations.errors import BundleBroken
from hutong.determinations.models import PolicyBundle
from hutong.policy.absence import Absence, bundled_absences
from hutong.policy.determining import determine_situation
from hutong.policy.library import Library, load_library
from hutong.policy.situation import read_situation

KEPT = frozenset({".md", ".toml", ".csv"})
LIBRARIES = 8


@cache
def engine_version() -> str:
    """The version of the software that concludes."""
    return f"hutong {version('hutong')}"


@cache
def current_library() -> Library:
    """The documents that come with the package; read once in the life of a process."""
    return load_library()


def warm_up(*, on: date) -> None:
    """Read the documents and make their rules ready, so that nobody waits for it at a screen."""
    library = current_library()
    situation = read_situation({}, on=on, facts=library.vocabulary.facts)
    determine_situation(situation, library=library, absences=absences_of(library))


@lru_cache(maxsize=LIBRARIES)
def absences_of(library: Library) -> tuple[Absence, ...]:
    """What the library's folder declares complete: "not on this list means no"."""
    folder = library.folders[0]
    return bundled_absences(folder, library) if (folder / "absence.toml").is_file() else ()


@lru_cache(maxsize=LIBRARIES)
def files_of(library: Library) -> Mapping[str, bytes]:
    """The files of a library's first folder by their path in it."""
    folder = library.folders[0]
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix in KEPT)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@lru_cache(maxsize=LIBRARIES)
def checksum_of(library: Library) -> str:
    """The checksum of a library's files: their paths and contents, nothing else."""
    return _checksum(files_of(library))


def _checksum(files: Mapping[str, bytes]) -> str:
    whole = sha256()
    for path, content in sorted(files.items()):
        whole.update(f"{sha256(content).hexdigest()}  {path}\n".encode())
    return whole.hexdigest()


def keep_bundle(*, library: Library, at: datetime) -> PolicyBundle:
    """The bundle of a library; packed and stored when it is new."""
    checksum = checksum_of(library)
    found = PolicyBundle.objects.filter(checksum=checksum).defer("archive").first()
    if found is not None:
        return found
    documents = {one.address: one.front.in_force.isoformat() for one in library.list_documents()}
    bundle, _ = PolicyBundle.objects.get_or_create(
        checksum=checksum, defaults={"documents": documents, "archive": _pack(files_of(library)), "made_at": at}
    )
    return bundle


def _pack(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def library_of(bundle: PolicyBundle) -> Library:
    """The documents of a bundle, as they were. Raises BundleBroken."""
    if bundle.checksum == checksum_of(current_library()):
        return current_library()
    return _unpacked(bundle.checksum)


@lru_cache(maxsize=LIBRARIES)
def _unpacked(checksum: str) -> Library:
    archive = PolicyBundle.objects.values_list("archive", flat=True).get(checksum=checksum)
    with tempfile.TemporaryDirectory(prefix="hutong-bundle-") as folder:
        with tarfile.open(fileobj=io.BytesIO(bytes(archive)), mode="r:xz") as packed:
            packed.extractall(folder, filter="data")
        library = load_library(Path(folder))
        if checksum_of(library) != checksum:
            raise BundleBroken(checksum=checksum[:12])
        # Read while the folder is there.
        absences_of(library)
        return library
