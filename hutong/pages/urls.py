"""Addresses of the screens, a line each."""

from django.urls import include, path

from hutong.pages.front.views import show_front
from hutong.pages.health.views import show_health
from hutong.pages.home.views import show_home
from hutong.pages.sign_in.views import ask_second_factor, choose_language, sign_in, sign_out
from hutong.pages.visits.urls import of_a_child
from hutong.pages.window.reply_views import reply
from hutong.pages.your_data.views import show as show_your_data

urlpatterns = [
    path("", show_front, name="front"),
    path("health", show_health, name="health"),
    path("language", choose_language, name="language"),
    path("sign-in", sign_in, name="sign_in"),
    path("sign-in/second-factor", ask_second_factor, name="second_factor"),
    path("sign-out", sign_out, name="sign_out"),
    path("home", show_home, name="home"),
    path("account", include("hutong.pages.account.urls")),
    path("audit", include("hutong.pages.audit.urls")),
    path("your-data", show_your_data, name="your_data"),
    path("ask", include("hutong.pages.ask.urls")),
    path("call-back", include("hutong.pages.call_back.urls")),
    path("danger", include("hutong.pages.danger.urls")),
    path("library", include("hutong.pages.library.urls")),
    path("children", include("hutong.pages.children.urls")),
    path("chosen", include("hutong.pages.chosen.urls")),
    path("files/", include("hutong.pages.child_file.urls")),
    path("files/", include(of_a_child)),
    path("surveys", include("hutong.pages.surveys.urls")),
    path("visits", include("hutong.pages.visits.urls")),
    path("indicators", include("hutong.pages.indicators.urls")),
    path("files/", include("hutong.pages.consents.urls")),
    path("files/", include("hutong.pages.family_requests.urls")),
    path("personal-data", include("hutong.pages.personal_data.urls")),
    path("breaches", include("hutong.pages.breaches.urls")),
    path("yearly-audits", include("hutong.pages.compliance.urls")),
    path("erasures", include("hutong.pages.erasures.urls")),
    path("calendar", include("hutong.pages.calendar.urls")),
    path("openings", include("hutong.pages.openings.urls")),
    path("sealed", include("hutong.pages.sealed.urls")),
    path("window", include("hutong.pages.window.urls")),
    path("reply/<str:signed>", reply, name="reply"),
    path("grants", include("hutong.pages.grants.urls")),
    path("emergency", include("hutong.pages.emergency.urls")),
    path("places", include("hutong.pages.places.urls")),
    path("workers", include("hutong.pages.workers.urls")),
    path("reports", include("hutong.pages.reports.urls")),
    path("tasks", include("hutong.pages.tasks.urls")),
    path("tokens", include("hutong.pages.tokens.urls")),
    path("imports", include("hutong.pages.imports.urls")),
    path("national", include("hutong.pages.national.urls")),
]
