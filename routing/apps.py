from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    name = "routing"

    def ready(self) -> None:
        # Models can't be imported before the apps are ready, and checks need them.
        from routing import checks, duty, measures, phone_menu, readiness, skills  # noqa: PLC0415
        from routing.surroundings import findings_now  # noqa: PLC0415

        checks.register("rules", findings_now)
        checks.register("menu", phone_menu.check)
        readiness.register("menu", _("the phone menu reaches a person on each branch"), measures.menu_reaches_people)
        readiness.register("able", _("two able people for each group of products"), skills.measure)
        readiness.register("products", _("every product has a form and a route"), measures.products_have_a_route)
        checks.register("roster", duty.check)
