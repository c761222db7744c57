"""What families come for, and what became of it. Surveys and visits stand in files of their own."""

from hutong.services.models.across import CrossApplication, CrossPaper, CrossStage, CrossStep
from hutong.services.models.answers import Answer, AnswerWay
from hutong.services.models.calls import CallBack, CallState
from hutong.services.models.links import ReplyLink
from hutong.services.models.referrals import Referral, ReferralPaper, ReferralState
from hutong.services.models.requests import Channel, Material, Matter, MatterState, Moment, Request, RequestState
from hutong.services.models.surveys import (
    UNKNOWN_RESULTS,
    LineResult,
    SurveyLine,
    SurveyRound,
    SurveyVillage,
    VillageState,
)
from hutong.services.models.visits import (
    FOCUS,
    LOOKED_AT,
    STATES_OF_VISIT,
    Closeness,
    ClosenessSet,
    Contact,
    Focus,
    Found,
    HowItIs,
    Informing,
    Met,
    Visit,
    VisitDue,
    VisitInterval,
    VisitWay,
)

__all__ = [
    "FOCUS",
    "LOOKED_AT",
    "STATES_OF_VISIT",
    "UNKNOWN_RESULTS",
    "Answer",
    "AnswerWay",
    "CallBack",
    "CallState",
    "Channel",
    "Closeness",
    "ClosenessSet",
    "Contact",
    "CrossApplication",
    "CrossPaper",
    "CrossStage",
    "CrossStep",
    "Focus",
    "Found",
    "HowItIs",
    "Informing",
    "LineResult",
    "Material",
    "Matter",
    "MatterState",
    "Met",
    "Moment",
    "Referral",
    "ReferralPaper",
    "ReferralState",
    "ReplyLink",
    "Request",
    "RequestState",
    "SurveyLine",
    "SurveyRound",
    "SurveyVillage",
    "VillageState",
    "Visit",
    "VisitDue",
    "VisitInterval",
    "VisitWay",
]
