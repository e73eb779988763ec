from django.apps import AppConfig


class ServicedeskConfig(AppConfig):
    name = "servicedesk"

    def ready(self) -> None:
        # Models can't be imported before the apps are ready, and readers need them.
        from routing.going_over import register_preview  # noqa: PLC0415
        from servicedesk.moving import preview_now  # noqa: PLC0415
        from servicedesk.readers import register_readers  # noqa: PLC0415

        register_readers()
        register_preview(preview_now)
