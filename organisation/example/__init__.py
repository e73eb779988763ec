"""The example organisation: a ministry of 2007 with its departments, buildings, units and people."""

# Everyone may know it: it opens an example.
PASSWORD = "acht-drie-maal-nul"  # noqa: S105
ACCOUNTS = (
    "medewerker",
    "leidinggevende",
    "agent",
    "hoofd-frontoffice",
    "vakman",
    "redacteur",
    "manager",
    "beheerder",
)
