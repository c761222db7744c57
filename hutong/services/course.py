"""Which step leads a request or a referral from where to where. Read it as a table; actions, pages and tests do."""

from typing import NamedTuple

from hutong.lib.translating import marked
from hutong.services.errors import NotThisWay
from hutong.services.models import Referral, ReferralState, Request, RequestState

TAKEN, WAITING, REFERRED, ANSWERED = (
    RequestState.TAKEN, RequestState.WAITING, RequestState.REFERRED, RequestState.ANSWERED,
)  # fmt: skip
SENT, ACCEPTED, DECLINED, DONE = (
    ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.DONE,
)  # fmt: skip
SAME = None


class Way(NamedTuple):
    """A step: from which states it may be taken, to which it leads (None: it stays), whether words are needed."""

    step: str
    before: tuple[str, ...]
    after: str | None
    needs_words: bool = False


OF_REQUESTS = (
    #   step             from                                 to                       words
    Way("refer", (TAKEN, WAITING, REFERRED), REFERRED),
    Way("tell_missing", (TAKEN, WAITING, REFERRED), WAITING),
    Way("material_complete", (WAITING,), REFERRED),
    Way("interim_answer", (TAKEN, WAITING, REFERRED), SAME),
    Way("final_answer", (TAKEN, REFERRED), ANSWERED),
    Way("all_received", (ANSWERED,), RequestState.HELPED),
    Way("nothing_left", (ANSWERED,), RequestState.CLOSED),
    Way("withdraw", (TAKEN, WAITING, REFERRED, ANSWERED), RequestState.WITHDRAWN, needs_words=True),
)
OF_REFERRALS = (
    Way("accept", (SENT,), ACCEPTED),
    Way("decline", (SENT, ACCEPTED), DECLINED, needs_words=True),
    Way("complete", (SENT, ACCEPTED), DONE, needs_words=True),
    Way("withdraw", (SENT, ACCEPTED), ReferralState.WITHDRAWN, needs_words=True),
)
WORDS_OF_STATES = {
    RequestState.TAKEN: marked("taken"),
    RequestState.WAITING: marked("waiting for material"),
    RequestState.REFERRED: marked("under way"),
    RequestState.ANSWERED: marked("answered"),
    RequestState.HELPED: marked("help received"),
    RequestState.CLOSED: marked("closed"),
    RequestState.WITHDRAWN: marked("withdrawn"),
    ReferralState.SENT: marked("not accepted yet"),
    ReferralState.ACCEPTED: marked("under way"),
    ReferralState.DECLINED: marked("declined"),
    ReferralState.DONE: marked("completed"),
    ReferralState.WITHDRAWN: marked("withdrawn"),
}


def find_way(step: str, row: Request | Referral) -> Way:
    """The way of a step from where the row stands. Raises NotThisWay."""
    ways = OF_REQUESTS if isinstance(row, Request) else OF_REFERRALS
    for way in ways:
        if way.step == step and row.state in way.before:
            return way
    states = {str(state): words for state, words in WORDS_OF_STATES.items()}
    raise NotThisWay(state=states[row.state])


def may_step(step: str, row: Request | Referral) -> bool:
    """Whether a step is open from where the row stands."""
    ways = OF_REQUESTS if isinstance(row, Request) else OF_REFERRALS
    return any(way.step == step and row.state in way.before for way in ways)
