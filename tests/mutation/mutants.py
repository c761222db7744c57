"""The slips (mutmut makes them), and a way to import a module with all of them in it, asleep."""

import difflib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

MARK = "__mutmut_"


@dataclass(frozen=True)
class Mutant:
    """One slip: where it is, what the line was and what it has become."""

    module: str
    name: str
    function: str
    was: str
    now: str

    @property
    def active(self) -> str:
        """The name that wakes it."""
        return f"{self.module}.{self.name}"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is, whatever else stands in the file."""
        return self.module, self.function, self.was, self.now


@dataclass(frozen=True)
class Source:
    """A module's source with all its slips."""

    module: str
    file: Path
    mutated: MutatedFile

    def list_mutants(self) -> list[Mutant]:
        """Its slips in the order of the text."""
        return [self._mutant(name) for name in self.mutated.mutant_names]

    def _mutant(self, name: str) -> Mutant:
        stem = name.rpartition("_")[0]
        was, now = self._lines(f"{stem}_orig"), self._lines(name)
        changes = list(difflib.ndiff(was[1:], now[1:])) if was[1:] != now[1:] else list(difflib.ndiff(was, now))
        gone, come = (
            " ⏎ ".join(line[2:].strip() for line in changes if line.startswith(sign)) for sign in ("- ", "+ ")
        )
        function = stem.removesuffix(MARK[:-1]).removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        return Mutant(self.module, name, function, gone, come)

    def _lines(self, name: str) -> list[str]:
        span = self.mutated.line_span_by_function_name[name]
        lines = self.mutated.code.splitlines()[span.start - 1 : span.end]
        return [line.replace(name, "…") for line in lines]


def read_source(module: str, root: Path) -> Source:
    """A module's source with all its slips."""
    file = root / f"{module.replace('.', '/')}.py"
    return Source(module, file, mutate_file_contents(str(file), file.read_text("utf-8")))


class Sleeping(MetaPathFinder):
    """Imports modules with all their slips, none of them awake."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = {source.module: source for source in sources}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        source = self.sources.get(fullname)
        return None if source is None else spec_from_loader(fullname, _Loader(source))

    def install(self) -> None:
        """From now on imports come by here first."""
        assert not sys.modules.keys() & self.sources.keys(), "imported before the slips were in it"
        sys.meta_path.insert(0, self)


class _Loader(SourceFileLoader):
    def __init__(self, source: Source) -> None:
        super().__init__(source.module, str(source.file))
        self.mutated = source.mutated.code

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.mutated, str(self.path), "exec")
