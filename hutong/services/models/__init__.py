"""What families come for, and what became of it. Surveys and visits stand in files of their own."""

from hutong.services.models.across import CrossApplication, CrossPaper, CrossStage, CrossStep
from hutong.services.models.answers import Answer, AnswerWay
from hutong.services.models.links import ReplyLink
from hutong.services.models.referrals import Referral, ReferralState
from hutong.services.models.requests import Channel, Material, Matter, MatterState, Moment, Request, RequestState

__all__ = [
    "Answer",
    "AnswerWay",
    "Channel",
    "CrossApplication",
    "CrossPaper",
    "CrossStage",
    "CrossStep",
    "Material",
    "Matter",
    "MatterState",
    "Moment",
    "Referral",
    "ReferralState",
    "ReplyLink",
    "Request",
    "RequestState",
]
