"""Fill the words of the tickets that were there before words were kept."""

from django.db import migrations

from catalog.likeness import words

BATCH, MOST, LONGEST_WORD = 500, 60_000, 40


def plain(texts):
    found = dict.fromkeys(word[:LONGEST_WORD] for text in texts for word in words(str(text or "")))
    return " ".join(found)[:MOST]


def of(ticket):
    said = {True: [f"M-{ticket.pk}", ticket.subject, ticket.requester.name if ticket.requester else ""], False: []}
    said[True] += [ticket.room, ticket.description]
    for event in ticket.events.all():
        said[event.public] += [event.data.get("text"), event.data.get("note")]
    for file in ticket.attachments.all():
        said[file.public].append(file.name)
    said[False] += [f"W-{order.pk}" for order in ticket.work_orders.all()]
    return {"public": plain(said[True]), "inside": plain(said[False])}


def fill(apps, schema_editor):
    kept = apps.get_model("servicedesk", "TicketWords").objects
    tickets = apps.get_model("servicedesk", "Ticket").objects.filter(words__isnull=True).order_by("pk")
    related = tickets.select_related("requester").prefetch_related("events", "attachments", "work_orders")
    last = 0
    while batch := list(related.filter(pk__gt=last)[:BATCH]):
        kept.bulk_create([kept.model(ticket=ticket, **of(ticket)) for ticket in batch])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0006_ticket_words_index")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
