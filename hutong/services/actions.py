"""What can be done at the window, gathered: taking, asking for material, referring, replying, answering, following."""

from hutong.services.across import (
    advance,
    begin_cross,
    put_to_file,
    take_paper,
    withdraw_cross,
)
from hutong.services.answering import give_answer, make_answer
from hutong.services.calling import leave_call, note_try, settle_call
from hutong.services.links import make_link
from hutong.services.materials import settle_material, tell_missing
from hutong.services.receiving import drop_matter, receive_matter
from hutong.services.referring import refer, withdraw_referral
from hutong.services.replying import accept_referral, complete_referral, decline_referral
from hutong.services.taking import take_request, withdraw_request

__all__ = [
    "accept_referral",
    "advance",
    "begin_cross",
    "complete_referral",
    "decline_referral",
    "drop_matter",
    "give_answer",
    "leave_call",
    "make_answer",
    "make_link",
    "note_try",
    "put_to_file",
    "receive_matter",
    "refer",
    "settle_call",
    "settle_material",
    "take_paper",
    "take_request",
    "tell_missing",
    "withdraw_cross",
    "withdraw_referral",
    "withdraw_request",
]
