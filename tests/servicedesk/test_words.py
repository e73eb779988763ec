"""What a ticket is found by, and by whom."""

from django.core.files.uploadedfile import SimpleUploadedFile

from servicedesk import services
from servicedesk.models import Ticket, TicketWords
from servicedesk.services.words import fill_words
from tests.make import make_product, make_ticket, make_unit, make_user


def found(words, by):
    return [ticket.pk for ticket in Ticket.objects.visible_to(by).found_by(words, by)]


def file_of(who, name):
    return services.upload(SimpleUploadedFile(name, b"Een kapotte lamp"), by=who)


def test_a_ticket_is_found_by_all_that_was_said_to_its_customer(ingrid, marieke):
    ticket = make_ticket(ingrid, subject="Lamp kapot", description="In de gang bij de lift.", room="4.12")
    services.answer(ticket, by=marieke, text="De monteur bestelt fluoriserende armaturen.")
    services.remark(ticket, by=ingrid, text="My chairs are broken as well")
    services.attach(ticket, by=ingrid, files=[file_of(ingrid, "plafond_noordzijde.txt")])
    asked = ["lampen", "LAMP gang", "armatuur", "chair", "noordzijde", "Ingrid", "4.12", ticket.number, "fluoris"]
    for words in asked:
        assert found(words, ingrid) == found(words, marieke) == [ticket.pk], words
    for words in ["fiets", "lamp fiets", "!!", "%", "W-999999"]:
        assert found(words, marieke) == [], words


def test_what_is_inside_is_found_by_those_who_may_read_it(ingrid, marieke, ruben, facility_team):
    stranger = make_user("stranger")
    ticket = make_ticket(ingrid, product=make_product())
    services.note(ticket, by=marieke, text="Deze klant is een querulant.")
    (order,) = services.forward(ticket, by=marieke, unit=facility_team, note="Neem een hoogwerker mee.")
    for words in ["querulant", "hoogwerker", order.number]:
        assert found(words, marieke) == found(words, ruben) == [ticket.pk], words
        assert found(words, ingrid) == found(words, stranger) == [], words
    assert found("lamp", stranger) == []


def test_a_head_reads_inside_where_the_own_unit_has_the_lead(ingrid):
    unit = make_unit("huisvesting", "policy")
    head = make_user("huib", head_of=[unit])
    ticket = make_ticket(ingrid, product=make_product("werkplek", owner="huisvesting"))
    services.note(ticket, by=head, text="Wacht op de begroting.")
    assert found("begroting", head) == [ticket.pk]
    assert found("begroting", ingrid) == []


def test_words_filled_anew_are_those_that_were_kept_along_the_way(ingrid, marieke, facility_team):
    ticket = make_ticket(ingrid, product=make_product())
    services.attach(ticket, by=ingrid, files=[file_of(ingrid, "foto.txt")])
    services.note(ticket, by=marieke, text="Let op de trap.")
    services.forward(ticket, by=marieke, unit=facility_team)
    kept = TicketWords.objects.get(pk=ticket.pk)
    for _again in range(2):
        assert fill_words(Ticket.objects.all()) == 1
        new = TicketWords.objects.get(pk=ticket.pk)
        assert set(new.public.split()) == set(kept.public.split())
        assert set(new.inside.split()) == set(kept.inside.split())


def test_what_goes_on_in_another_is_found_there(ingrid, marieke):
    one, other = make_ticket(ingrid, subject="Lamp kapot"), make_ticket(ingrid, subject="Verlichting stuk")
    services.attach(one, by=ingrid, files=[file_of(ingrid, "trappenhuis.txt")])
    services.merge(one, by=marieke, into=other)
    assert other.pk in found("trappenhuis", marieke)


def test_an_endless_text_is_kept_and_found_by_its_beginning(ingrid, marieke):
    ticket = make_ticket(ingrid, subject="Lang verhaal", description=" ".join(f"woord{n}" for n in range(2000)))
    for part in range(5):
        services.remark(ticket, by=ingrid, text=" ".join(f"meer{part}x{n}" for n in range(1800)))
    assert found("verhaal", marieke) == [ticket.pk]
    assert len(TicketWords.objects.get(pk=ticket.pk).public) <= 60_000
