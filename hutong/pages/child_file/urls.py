"""Addresses below /files/: a child by its uid alone, facts and benefits by numbers that say nothing."""

from django.urls import path

from hutong.pages.child_file import archive_views, course_views, fact_views, family_views, views

urlpatterns = [
    path("<uuid:uid>", views.show, name="child_file"),
    path("<uuid:uid>/benefits/<int:number>", views.show_benefit, name="child_file_benefit"),
    path("<uuid:uid>/compare", views.compare, name="child_file_compare"),
    path("<uuid:uid>/summary", views.summarise, name="child_file_summary"),
    path("<uuid:uid>/numbers", views.reveal, name="child_file_numbers"),
    path("<uuid:uid>/archive", archive_views.show, name="child_archive"),
    path("<uuid:uid>/archive.json", archive_views.download_json, name="child_archive_json"),
    path("<uuid:uid>/archive.pdf", archive_views.download_pdf, name="child_archive_pdf"),
    path("<uuid:uid>/facts/new", fact_views.choose, name="fact_new"),
    path("<uuid:uid>/facts/new/<str:number>", fact_views.show_new, name="fact_form"),
    path("<uuid:uid>/facts", fact_views.record, name="fact_record"),
    path("<uuid:uid>/facts/<int:row>/correct", fact_views.show_correct, name="fact_correct"),
    path("<uuid:uid>/facts/<int:row>", fact_views.correct, name="fact_save_correction"),
    path("<uuid:uid>/facts/<int:row>/prefer", fact_views.prefer, name="fact_prefer"),
    path("<uuid:uid>/answers", fact_views.answer, name="questions_answer"),
    path("<uuid:uid>/kin/new", family_views.show_new_kin, name="kin_new"),
    path("<uuid:uid>/kin", family_views.add_kin, name="kin_add"),
    path("<uuid:uid>/receipts/new", family_views.show_new_receipt, name="receipt_new"),
    path("<uuid:uid>/receipts", family_views.record_receipt, name="receipt_record"),
    path("<uuid:uid>/placements/new", family_views.show_new_placement, name="placement_new"),
    path("<uuid:uid>/placements", family_views.add_placement, name="placement_add"),
    path("<uuid:uid>/papers/new", family_views.show_new_evidence, name="evidence_new"),
    path("<uuid:uid>/papers", family_views.add_evidence, name="evidence_add"),
    path("<uuid:uid>/papers/<uuid:evidence>", family_views.show_evidence_file, name="evidence_file"),
    path("<uuid:uid>/step", course_views.take_step, name="step_take"),
    path("<uuid:uid>/edit", course_views.show_edit, name="child_edit"),
    path("<uuid:uid>/change", course_views.change, name="child_change"),
    path("<uuid:uid>/labels/new", course_views.show_new_label, name="label_new"),
    path("<uuid:uid>/labels", course_views.confirm_label, name="label_confirm"),
    path("<uuid:uid>/departures/new/<int:number>", course_views.show_new_departure, name="departure_new"),
    path("<uuid:uid>/departures/<int:number>", course_views.depart, name="departure_record"),
    path("<uuid:uid>/transfers/new", course_views.show_new_transfer, name="transfer_new"),
    path("<uuid:uid>/transfers", course_views.propose_transfer, name="transfer_propose"),
]
