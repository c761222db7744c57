"""What can go wrong with a population, and with the run over it. Rows that cannot be used are listed, not raised.

ScreeningError
├── PopulationUnreadable     the file cannot be read as a population
│   ├── PopulationMissing    no such file or folder
│   ├── PopulationEmpty      nobody is in it
│   └── PopulationStrange    another kind of file than its name says, or one that cannot be read in parts
├── ColumnsUnusable
│   ├── ColumnWrong          a column has another type than its fact
│   ├── ColumnUnknown        a column is nearly, but not quite, named like a fact
│   ├── ColumnTwice          two columns of one name
│   └── FactsMissing         no column is a fact
├── FolderUnusable
│   ├── FolderTaken          the folder holds something else
│   ├── FolderFinished       the folder holds a finished run
│   ├── FolderUnfinished     the folder holds an unfinished run, and nobody said to resume it
│   ├── RunDiffers           what is to be resumed was begun with something else
│   └── RunNotFinished       there are no findings to be read
├── RunStopped
│   ├── DiskFull             nothing more can be written
│   ├── WorkerDied           a worker process ended by itself
│   ├── Interrupted          somebody pressed Ctrl-C
│   └── EngineFailed         the engine stopped with an error of its own
├── EngineMissing            the engine asked for is not installed
├── EngineReadsParquet       the engine asked for reads nothing else
└── CodeUnreadable           a code of missing facts cannot be expanded
"""

from collections.abc import Mapping

from hutong.lib.translating import marked, translator


class ScreeningError(Exception):
    """Base of everything this room raises: a sentence and what to do, in either language.

    What the sentence names are attributes, and travel between processes.
    """

    sentence = marked("the population cannot be screened")
    remedy = ""

    def __init__(self, **details: object) -> None:
        self.details: Mapping[str, object] = details
        super().__init__(self.render("en"))

    def __getattr__(self, name: str) -> object:
        details = self.__dict__.get("details", {})
        if name in details:
            return details[name]
        raise AttributeError(name)

    def __reduce__(self) -> tuple[object, tuple[type["ScreeningError"], Mapping[str, object]]]:
        return _remade, (type(self), self.details)

    def render(self, lang: str = "zh") -> str:
        """What is wrong and what to do, in one line."""
        say = translator(lang)
        words = (say(text).format(**self.details) for text in (self.sentence, self.remedy) if text)
        return " → ".join(words)


def in_one_line(error: Exception, *, most: int = 200) -> str:
    """What a package said, without line ends, and not all of it when it is long."""
    return " ".join(str(error).split())[:most]


def _remade(kind: type[ScreeningError], details: Mapping[str, object]) -> ScreeningError:
    return kind(**details)


class PopulationUnreadable(ScreeningError):
    sentence = marked("'{file}' cannot be read as a population: {why}")
    remedy = marked("check that it was copied whole, or write it anew")


class PopulationMissing(PopulationUnreadable):
    sentence = marked("there is no file or folder '{file}'")
    remedy = marked("check the name and the folder")


class PopulationEmpty(PopulationUnreadable):
    sentence = marked("'{file}' holds no children")
    remedy = marked("check that it was written whole; a population needs at least one row")


class PopulationStrange(PopulationUnreadable):
    sentence = marked("'{file}' is no population that can be read: {found}")
    remedy = marked("give Parquet, Arrow, CSV or a workbook, named .parquet, .arrow, .csv or .xlsx")


class ColumnsUnusable(ScreeningError):
    """The columns do not fit the facts."""


class ColumnWrong(ColumnsUnusable):
    sentence = marked("the column '{name}' holds {found}, but the fact needs {wanted}")
    remedy = marked("convert the column and run again")


class ColumnUnknown(ColumnsUnusable):
    sentence = marked("the column '{name}' is not a fact; the nearest is {nearest}")
    remedy = marked("rename the column, or add --ignore-columns to leave such columns out")


class ColumnTwice(ColumnsUnusable):
    sentence = marked("there are two columns '{name}'")
    remedy = marked("keep the one that is right and remove or rename the other")


class FactsMissing(ColumnsUnusable):
    sentence = marked("no column of '{file}' is a fact; its columns are: {columns}")
    remedy = marked("name the columns as docs/facts.md does, or let 'hutong map' propose a mapping for a ledger")


class FolderUnusable(ScreeningError):
    """The folder for what comes out cannot be used."""


class FolderTaken(FolderUnusable):
    sentence = marked("'{folder}' is not empty: it holds {found}")
    remedy = marked("name a new or an empty folder with --out")


class FolderFinished(FolderUnusable):
    sentence = marked("'{folder}' already holds a finished run")
    remedy = marked("name another folder with --out, or remove this one")


class FolderUnfinished(FolderUnusable):
    sentence = marked("'{folder}' holds a run that was not finished")
    remedy = marked("add --resume to go on with it, or name another folder with --out")


class RunDiffers(FolderUnusable):
    sentence = marked("the run in '{folder}' cannot be resumed: {differing} differ from when it was begun")
    remedy = marked("give the same as then, or begin anew in another folder")


class RunNotFinished(FolderUnusable):
    sentence = marked("'{folder}' holds no finished run")
    remedy = marked("run 'hutong screen' first; an unfinished run is resumed with --resume")


class RunStopped(ScreeningError):
    """The run could not go on; what is done is kept."""


class DiskFull(RunStopped):
    sentence = marked("nothing more can be written to '{folder}': {why}")
    remedy = marked("make room and run the same command with --resume; what is done is kept")


class WorkerDied(RunStopped):
    sentence = marked("a worker process ended unexpectedly; the memory may have run out")
    remedy = marked("run the same command with --resume and fewer --workers; what is done is kept")


class Interrupted(RunStopped):
    sentence = marked("stopped: {done} of {all} children are done and kept in '{folder}'")
    remedy = marked("run the same command with --resume to go on")


class EngineFailed(RunStopped):
    sentence = marked("the engine '{engine}' stopped: {why}")
    remedy = marked("mend that and run the same command with --resume, or leave --engine out")


class EngineMissing(ScreeningError):
    sentence = marked("the engine '{engine}' needs packages that are not installed")
    remedy = marked("install them with: pip install 'hutong[{extra}]', or leave --engine out")


class EngineReadsParquet(ScreeningError):
    sentence = marked("the engine '{engine}' reads Parquet only, which '{file}' is not")
    remedy = marked("write the population as Parquet, or leave --engine out")


class CodeUnreadable(ScreeningError):
    sentence = marked("'{code}' is no code of missing facts of this run")
    remedy = marked("take the order of the facts from the run.json beside the findings")
