"""Files in forms: kept as soon as they come in, so that nothing chosen is lost when something else is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.forms.intake import IntakeForm
from core.refusals import Refused
from organisation.models import User
from servicedesk import services, uploads
from servicedesk.models import Attachment

# So many files go with one question or message.
MOST = 10


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Takes any number of files; whether one is welcome is decided where it is stored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", MultipleFileInput(attrs={"accept": uploads.ACCEPT}))
        super().__init__(required=False, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        chosen = data if isinstance(data, list | tuple) else [data]
        return [file for file in chosen if file]


class WithFiles(forms.Form):
    """A form with free attachments. What was chosen before comes back as a ticked box; without the tick it is left out.

    Call `store` after `is_valid`, whatever that said; only then ask whether there are `errors`.
    """

    files = MultipleFileField(
        label=_("Files"),
        help_text=_("A PDF, picture, text or office document of 25 MB at most. You can choose more than one."),
    )
    kept = forms.MultipleChoiceField(
        label=_("Files you have added"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.attachments: list[Attachment] = []
        self._offer(self._chosen_before())

    def store(self) -> list[Attachment]:
        """Keep the new files, name what is wrong with those that can't be taken, and return all that come along."""
        new = self.cleaned_data.get("files") or []
        self.attachments = self._chosen_before()
        for file in new[: MOST - len(self.attachments)]:
            try:
                self.attachments.append(services.upload(file, by=self.by))
            except Refused as refusal:
                self.add_error("files", f"{uploads.safe_name(file.name or '')}: {refusal.text}")
        if len(new) > MOST - len(self._chosen_before()):
            self.add_error("files", gettext("You can add %(most)d files at most.") % {"most": MOST})
        self._offer(self.attachments)
        return self.attachments

    @property
    def has_kept(self) -> bool:
        """Is there anything to tick?"""
        return bool(self.fields["kept"].choices)  # type: ignore[attr-defined]

    def _chosen_before(self) -> list[Attachment]:
        """Return the own files that were chosen in an earlier round and belong to nothing yet."""
        if not self.is_bound:
            return []
        ticked = self.fields["kept"].widget.value_from_datadict(self.data, self.files, self.add_prefix("kept")) or []
        ids = [pk for pk in ticked[:MOST] if _is_uuid(pk)]
        return list(Attachment.objects.visible_to(self.by).filter(pk__in=ids, ticket__isnull=True)) if ids else []

    def _offer(self, attachments: Iterable[Attachment]) -> None:
        rows = list(attachments)
        self.fields["kept"].choices = [(str(row.pk), f"{row.name} ({filesizeformat(row.size)})") for row in rows]  # type: ignore[attr-defined]
        if self.is_bound and rows:
            self.data = self.data.copy()
            self.data.setlist(self.add_prefix("kept"), [str(row.pk) for row in rows])  # type: ignore[attr-defined]


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
