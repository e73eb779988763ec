from django.apps import AppConfig


class ServicedeskConfig(AppConfig):
    name = "servicedesk"

    def ready(self) -> None:
        # Models can't be imported before the apps are ready, and readers need them.
        from servicedesk.readers import register_readers  # noqa: PLC0415

        register_readers()
