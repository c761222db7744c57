"""Makes a request with referrals for the tests of the window's pages."""

from django.utils import timezone

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, TOWNSHIP, VILLAGE, make_worker
from hutong.pages.tests.filing import make_file, make_places
from hutong.services import actions
from hutong.services.leading import list_leads
from hutong.services.models import Referral, Request
from hutong.services.referring import Wanted
from hutong.staff.models import Role, Worker
from hutong.staff.scope import acting_as, scope_of

ROLES = {
    "window": (Role.CHILD_SUPERVISOR, TOWNSHIP, "township_government"),
    "civil": (Role.CIVIL_AFFAIRS, COUNTY, "civil_affairs"),
    "education": (Role.DEPARTMENT, COUNTY, "education"),
    "health": (Role.DEPARTMENT, COUNTY, "health"),
    "village": (Role.CHILD_DIRECTOR, VILLAGE, "village_committee"),
    "inspector": (Role.INSPECTOR, COUNTY, "civil_affairs"),
}


def make_window(*, found_by: str = "civil") -> tuple[dict[str, Worker], Child]:
    """Those who work at a window and in departments, and a child who is owed something."""
    make_places()
    people = {who: make_worker(role, area, kind=kind) for who, (role, area, kind) in ROLES.items()}
    return people, make_file(people[found_by])


def take_and_refer(child: Child, window: Worker) -> tuple[Request, list[Referral]]:
    """A request, referred to civil affairs, to education, and to a charity without an account."""
    on, at = timezone.localdate(), timezone.now()
    with acting_as(scope_of(window, on=on)):
        request = actions.take_request(
            child=child, area=TOWNSHIP, channel="walk_in", wish="孩子上学和生活有困难", asked_by="祖母 田奶奶",
            phone="19900002222", by=window, at=at,
        )  # fmt: skip
        lead = next(one for one in list_leads(child, on=on).owed if one.benefit == "de_facto_living")
        wanted = [
            Wanted("civil_affairs", lead, level="county"), Wanted("education", words="课业辅导"),
            Wanted("charity_federation", words="大病救助金"),
        ]  # fmt: skip
        return request, actions.refer(request=request, wanted=wanted, by=window, at=at)
