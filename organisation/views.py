"""Logging in, and one's own page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refused
from organisation import services
from organisation.forms import DeputyForm, LoginForm, PreferencesForm
from organisation.middleware import THEME_COOKIE, THEMES
from organisation.models import Deputy, User
from organisation.requests import PersonRequest

A_YEAR = 365 * 24 * 3600


@method_decorator([login_not_required, require_http_methods(["GET", "HEAD", "POST"])], name="dispatch")
class Login(LoginView):
    """The login page; who is in already goes on."""

    template_name = "organisation/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: PersonRequest) -> HttpResponse:
    """What we know of somebody, and who stands in."""
    form = DeputyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.name_deputy(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            for field, texts in refusal.errors.items():
                form.add_error(field, texts)
        else:
            messages.success(request, gettext("Your colleague stands in for you on these days."))
            return redirect("organisation:me")
    return _me_page(request, form, PreferencesForm(initial=_preferred(request.user)), 422 if form.errors else 200)


@require_POST
def preferences(request: PersonRequest) -> HttpResponse:
    """Keep how somebody wants to read and work; it holds from the next page on."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _me_page(request, DeputyForm(), form, 422)
    chosen = form.cleaned_data
    services.prefer(request.user, **chosen)
    with translation.override(chosen["language"]):
        messages.success(request, gettext("Your preferences are kept."))
    response = redirect("organisation:me")
    _remember(response, THEME_COOKIE, chosen["theme"])
    _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen["language"])
    return response


def _preferred(user: User) -> dict[str, str]:
    return {
        "theme": user.theme,
        "density": user.density,
        "language": user.language,
        "shortcuts": user.shortcuts,
    }


def _me_page(request: PersonRequest, form: DeputyForm, chosen: PreferencesForm, status: int) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "form": form,
        "preferences": chosen,
        "deputies": request.user.deputies.filter(ends_on__gte=today).select_related("deputy").order_by("starts_on"),
        "stands_in_for": request.user.stands_in_for.filter(ends_on__gte=today)
        .select_related("person")
        .order_by("starts_on"),
    }
    return render(request, "organisation/me.html", context, status=status)


@require_POST
def end_deputy(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a stand-in back."""
    deputy = get_object_or_404(Deputy, pk=pk, person=request.user)
    services.end_deputy(deputy, by=request.user)
    messages.success(request, gettext("Nobody stands in for you on those days any more."))
    return redirect("organisation:me")


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark or as the machine has it."""
    chosen = request.POST.get("theme", "")
    response = redirect(_back(request))
    if chosen in THEMES:
        if request.user.is_authenticated:
            services.prefer(request.user, theme=chosen)
        _remember(response, THEME_COOKIE, chosen)
    return response


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose Dutch or English."""
    chosen = request.POST.get("language", "")
    response = redirect(_back(request))
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            services.prefer(request.user, language=chosen)
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )


def _back(request: HttpRequest) -> str:
    """Return the page the form stood on, if it is one of ours."""
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else "/"
