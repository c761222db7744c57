"""Everything that is done to a file. Each act checks the scope, counts the file up and leaves a note of the change."""

from hutong.children.assigning import assign_child, end_assignment
from hutong.children.evidence import add_evidence
from hutong.children.family import add_kin, change_kin, end_placement, place_child
from hutong.children.happening import close_event, record_event, withdraw_event
from hutong.children.labels import confirm_label, determine_labels, end_label
from hutong.children.merging import merge_children, undo_merge
from hutong.children.moving_on import move_on
from hutong.children.receiving import end_receipt, record_receipt, withdraw_receipt
from hutong.children.recording import correct_fact, prefer_fact, record_fact, withdraw_fact
from hutong.children.registering import add_name, change_child, register_child
from hutong.children.transferring import (
    accept_transfer,
    decline_transfer,
    propose_transfer,
    request_transfer,
    withdraw_transfer,
)

__all__ = [
    "assign_child",
    "end_assignment",
    "merge_children",
    "undo_merge",
    "accept_transfer",
    "decline_transfer",
    "propose_transfer",
    "request_transfer",
    "withdraw_transfer",
    "add_evidence",
    "add_kin",
    "add_name",
    "change_child",
    "change_kin",
    "close_event",
    "confirm_label",
    "correct_fact",
    "determine_labels",
    "end_label",
    "end_placement",
    "end_receipt",
    "move_on",
    "place_child",
    "prefer_fact",
    "record_event",
    "record_fact",
    "record_receipt",
    "register_child",
    "withdraw_event",
    "withdraw_fact",
    "withdraw_receipt",
]
