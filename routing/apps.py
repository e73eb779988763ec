from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "routing"

    def ready(self) -> None:
        # Models can't be imported before the apps are ready, and checks need them.
        from routing import checks, phone_menu  # noqa: PLC0415
        from routing.surroundings import findings_now  # noqa: PLC0415

        checks.register("rules", findings_now)
        checks.register("menu", phone_menu.check)
