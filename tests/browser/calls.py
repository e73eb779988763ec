"""The calls that the example plays most, and what an agent types to find the caller and what it is about."""

from __future__ import annotations

from typing import NamedTuple

WORDS = ("Alt+KeyO",)


class Call(NamedTuple):
    """A call as it is played: `subject` is the first question that the example asks about `product`."""

    product: str | None
    subject: str
    caller: str
    who: str
    what: str
    kind: str = "request"
    # The questions of a product come first: with this key one goes on to the customer's own words.
    on: tuple[str, ...] = ()


INFORMATION = "informatie-over-facilitaire-diensten"
LAMP = "De lamp boven mijn bureau knippert"
# What is asked most often; of what is asked equally often the first in the catalogue.
CALLS = (
    Call(None, "Drie keer gebeld over dezelfde declaratie", "Pieternel Kuipers", "kuip", "klacht", "complaint"),
    Call("storing-of-melding-gebouw", LAMP, "Ingrid Vermeulen", "6412", "lamp", "incident"),
    Call("schoonmaakmelding", "Koffie gemorst op het tapijt", "Gert-Jan Mulder", "muld", "gemorst", "incident"),
    Call("vergaderzaal-reserveren", "Vergadering met lunch voor 14 mensen", "Annemieke Lammers", "lamm", "zaal"),
    Call("buitenlandse-dienstreis", "Vlucht en hotel Oslo, twee nachten", "Hans Willemse", "4115", "vlucht", on=WORDS),
    Call("catering-bij-bijeenkomst", "Broodjes voor een afdelingsoverleg", "Priya Raman", "rama", "brood"),
    Call("uitleen-beamer-of-dienstfiets", "Dienstfiets voor een afspraak in de stad", "Joost Bergsma", "berg", "fiets"),
    Call("parkeerplaats-reserveren", "Parkeerplaats voor een gast", "Liam O’Connor", "5515", "park"),
    Call("treinticket-binnenland", "Treinkaartje naar Zwolle", "Nadia Bouzidi", "nadi", "trein"),
    Call(INFORMATION, "Hoe laat is de kantine in B20 open?", "Noor Jansen", "noor", "open", "information"),
)
# Not one of the ten, but one that took too many keys before.
PARCEL = Call("post-en-koerier", "Pakket uit Bonn is niet aangekomen", "Anouk Smeets", "smee", "pakket")
