"""A request as views get it: the login middleware lets no stranger through."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from organisation.models import User


class PersonRequest(HttpRequest):
    """Of somebody who is logged in."""

    user: User
    htmx: HtmxDetails
