"""The file that holds the keys: readable by its owner alone, kept away from the data, read again when it changes."""

import base64
import json
import logging
import threading
import time
from pathlib import Path

from hutong.lib.sealing import DIGESTS, FORMATS, MARK_KEY_BYTES, Keyring, KeysUnusable, KeyUnknown
from hutong.lib.whole_files import write_whole

FILE_FORMAT = 1
SECONDS_BETWEEN_LOOKS = 1.0


class KeyFile:
    """The keys of a file as they stand now: a key added while processes run is known to all of them at once.

    The file is looked at once a second at most, and again before a key is called unknown. While it cannot be read, the
    keys known go on working.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._stamp = self._get_stamp()
        self._keyring = read_keyring(file)
        self._looked = time.monotonic()

    @property
    def now(self) -> Keyring:
        """The keys, at most a second old."""
        if time.monotonic() - self._looked > SECONDS_BETWEEN_LOOKS:
            self._look()
        return self._keyring

    def seal(self, plain: bytes, *, bound_to: str) -> bytes:
        """As ``Keyring.seal``."""
        return self.now.seal(plain, bound_to=bound_to)

    def open(self, sealed: bytes, *, bound_to: str) -> bytes:
        """As ``Keyring.open``."""
        try:
            return self.now.open(sealed, bound_to=bound_to)
        except KeyUnknown:
            self._look()
            return self._keyring.open(sealed, bound_to=bound_to)

    def mark(self, text: str, *, of: str) -> str:
        """As ``Keyring.mark``."""
        return self.now.mark(text, of=of)

    def _look(self) -> None:
        with self._lock:
            stamp = self._get_stamp()
            if stamp is not None and stamp != self._stamp:
                try:
                    self._keyring = read_keyring(self.file)
                except KeysUnusable as error:
                    logging.getLogger(__name__).error("%s; the keys read before stay in use", error)
                self._stamp = stamp
            self._looked = time.monotonic()

    def _get_stamp(self) -> tuple[int, int] | None:
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino


def write_keyring(keyring: Keyring, file: Path) -> None:
    """The key file, readable by its owner alone; an older one is replaced whole."""
    told = {
        "format": FILE_FORMAT,
        "keys": {str(number): base64.b64encode(key).decode() for number, key in sorted(keyring.keys.items())},
        "marks": base64.b64encode(keyring.mark_key).decode(),
        "digest": keyring.digest,
    }
    write_whole(file, json.dumps(told, indent=1).encode())


def read_keyring(file: Path) -> Keyring:
    """The keys of a file. Raises KeysUnusable."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in told["keys"].items()}
        marks = base64.b64decode(told["marks"], validate=True)
        digest = str(told.get("digest", "sha256"))
    except OSError as error:
        raise KeysUnusable(file=file, why=error.strerror or "it cannot be read") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeysUnusable(file=file, why="it is not a key file") from error
    if not keys or any(len(key) not in FORMATS for key in keys.values()) or len(marks) != MARK_KEY_BYTES:
        raise KeysUnusable(file=file, why="a key in it has the wrong length")
    if digest not in DIGESTS:
        raise KeysUnusable(file=file, why="its marks are made with a digest that is not known here")
    return Keyring(keys, marks, digest)
