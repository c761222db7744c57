"""Addresses below /tasks: a task by its number alone."""

from django.urls import path

from hutong.pages.tasks import (
    bulk_views,
    count_views,
    duty_views,
    inbox_views,
    leave_views,
    new_views,
    step_views,
    table_views,
    task_views,
    workload_views,
)

urlpatterns = [
    path("", inbox_views.show, name="tasks"),
    path("/children", inbox_views.show_cards, name="tasks_by_child"),
    path("/new", new_views.show_new, name="task_new"),
    path("/give", new_views.give, name="task_give"),
    path("/chosen", bulk_views.begin, name="tasks_chosen"),
    path("/chosen/look", bulk_views.preview, name="tasks_look"),
    path("/chosen/do", bulk_views.carry_out, name="tasks_do"),
    path("/chosen/done", bulk_views.show_done, name="tasks_done"),
    path("/steps", table_views.show_table, name="task_steps"),
    path("/workload", workload_views.show, name="workload"),
    path("/leave", leave_views.show, name="leave"),
    path("/leave/begin", leave_views.begin, name="leave_begin"),
    path("/leave/<uuid:uid>/end", leave_views.end, name="leave_end"),
    path("/duties", duty_views.show, name="duties"),
    path("/duties/one", duty_views.show_one, name="duty"),
    path("/duties/note", duty_views.note, name="duty_note"),
    path("/day-counts", count_views.show, name="day_counts"),
    path("/day-counts/set", count_views.set_one, name="day_count_set"),
    path("/day-counts/clear", count_views.clear_one, name="day_count_clear"),
    path("/<uuid:uid>", task_views.show, name="task"),
    path("/<uuid:uid>/<slug:step>", step_views.show_step, name="task_step"),
    path("/<uuid:uid>/<slug:step>/take", step_views.take, name="task_step_take"),
]
