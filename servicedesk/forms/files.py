"""Files in forms: kept as soon as they come in, so that nothing chosen is lost when something else is wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.forms.intake import IntakeForm
from core.forms import replaced
from core.refusals import Refused
from organisation.models import User
from servicedesk import services, uploads
from servicedesk.models import Attachment

# So many files go with one question or message.
MOST = 10


class MultipleFileInput(forms.FileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Takes any number of files; whether one is welcome is decided where it is stored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", MultipleFileInput(attrs={"accept": uploads.ACCEPT}))
        super().__init__(required=False, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [file for file in data or [] if file]


class KeptFiles(forms.MultipleChoiceField):
    """The ids of files that came in earlier; one that can't be used any more is simply not there."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        return True


class WithFiles(forms.Form):
    """A form with free attachments. What was chosen before comes back as a ticked box; without the tick it is left out.

    Call `store` after `is_valid`, whatever that said; only then ask whether there are `errors`.
    """

    new_files = MultipleFileField(
        label=_("Files"),
        help_text=_("A PDF, picture, text or office document of 25 MB at most. You can choose more than one."),
    )
    kept = KeptFiles(label=_("Files you have added"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.attachments = self._chosen_before()
        self._offer()

    @property
    def has_kept(self) -> bool:
        """Is there anything to tick?"""
        return bool(self.attachments)

    def store(self) -> list[Attachment]:
        """Keep the new files, name what is wrong with those that can't be taken, and return all that come along."""
        new = self.cleaned_data.get("new_files") or []
        room = MOST - len(self.attachments)
        for file in new[:room]:
            try:
                self.attachments.append(services.upload(file, by=self.by))
            except Refused as refusal:
                self.add_error("new_files", f"{uploads.safe_name(file.name or '')}: {refusal.text}")
        if len(new) > room:
            self.add_error("new_files", gettext("You can add %(most)d files at most.") % {"most": MOST})
        self._offer()
        return self.attachments

    def bring(self, files: list[Attachment]) -> None:
        """Offer own files that came in earlier, ticked."""
        self.attachments = files
        self._offer()
        self.initial["kept"] = [str(file.pk) for file in files]

    def _chosen_before(self) -> list[Attachment]:
        """Return the own files that came in with this form before and belong to nothing yet."""
        sent = self["kept"].data if self.is_bound else None
        ids = [pk for pk in sent or [] if _is_uuid(pk)][:MOST]
        return list(Attachment.objects.visible_to(self.by).filter(pk__in=ids, ticket__isnull=True)) if ids else []

    def _offer(self) -> None:
        rows = self.attachments
        self.fields["kept"].choices = [(str(row.pk), f"{row.name} ({filesizeformat(row.size)})") for row in rows]  # type: ignore[attr-defined]
        if rows:
            self.data = replaced(self.data, self.add_prefix("kept"), [str(row.pk) for row in rows])


def store_files(intake: IntakeForm, by: User) -> dict[str, str]:
    """Keep the files that answer questions, also when something else is wrong; return the answers with their ids.

    A file that can't be taken is an error at its question. Call it after `is_valid`, whatever that said.
    """
    for key, file in intake.new_files.items():
        try:
            attachment = services.upload(file, by=by)
        except Refused as refusal:
            intake.add_error(key, refusal.text)
        else:
            intake.keep(key, str(attachment.pk), attachment.name)
    _name_kept(intake, by)
    return intake.answers


def _name_kept(intake: IntakeForm, by: User) -> None:
    """Let the form say what the files of an earlier round are called."""
    keys = [question.key for question in intake.questions if question.kind == "file"]
    ids = {key: str(intake.data.get(intake.add_prefix(f"{key}-kept")) or "") for key in keys}
    known = [pk for pk in ids.values() if _is_uuid(pk)]
    if not known:
        return
    names = {str(row.pk): row.name for row in Attachment.objects.visible_to(by).filter(pk__in=known)}
    intake.kept_names |= {key: names[pk] for key, pk in ids.items() if pk in names}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
