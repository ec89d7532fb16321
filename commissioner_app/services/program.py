"""The program without a window: every service of one open profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commissioner_app.services.account import Account
from commissioner_app.services.agreements import Agreements
from commissioner_app.services.attachments import Attachments
from commissioner_app.services.backup import Backup
from commissioner_app.services.bundles import Bundles
from commissioner_app.services.checking import Checking
from commissioner_app.services.conflicts import Conflicts
from commissioner_app.services.desk import Desk
from commissioner_app.services.drafts import Drafts
from commissioner_app.services.forms import Forms
from commissioner_app.services.lists import Lists
from commissioner_app.services.maps import Maps
from commissioner_app.services.matching import Matching
from commissioner_app.services.network import Networking
from commissioner_app.services.openrosa import OpenRosa
from commissioner_app.services.preferences import Preferences
from commissioner_app.services.publishing import Publishing
from commissioner_app.services.receiver import Receiver
from commissioner_app.services.records import Records
from commissioner_app.services.reports import Reports
from commissioner_app.services.rescue import Rescue
from commissioner_app.services.review import Review
from commissioner_app.services.search import Search
from commissioner_app.services.session import Session
from commissioner_app.services.sync import Runner, Sync
from commissioner_app.services.today import TodayService
from commissioner_app.services.undo import Undo
from commissioner_app.services.wiping import Wiping
from commissioner_app.services.words import Wording
from commissioner_app.system.secrets import SecretStore


@dataclass(frozen=True)
class Program:
    """Built by ``bootstrap.open_profile``; ``close`` ends it (connections, clean-end mark)."""

    desk: Desk
    account: Account
    records: Records
    drafts: Drafts
    attachments: Attachments
    search: Search
    forms: Forms
    publishing: Publishing
    lists: Lists
    matching: Matching
    sync: Sync
    bundles: Bundles
    conflicts: Conflicts
    review: Review
    reports: Reports
    today: TodayService
    backup: Backup
    rescue: Rescue
    preferences: Preferences
    network: Networking
    maps: Maps
    receiver: Receiver
    undo: Undo
    openrosa: OpenRosa
    agreements: Agreements
    close: Callable[[], None]

    @property
    def session(self) -> Session:
        """Who works at this laptop now."""
        return self.desk.session


def build(desk: Desk, secrets: SecretStore, runner: Runner) -> Program:
    """All services on one desk."""
    lists = Lists(desk.store)
    forms = Forms(desk, lists)
    wording = Wording(desk.store, lists)
    preferences = Preferences(desk.store)
    attachments = Attachments(desk, preferences)
    records = Records(desk, forms, Checking(desk, lists), attachments)
    drafts = Drafts(desk, forms)
    conflicts = Conflicts(desk, wording)
    review = Review(desk, records, wording)
    backup = Backup(desk)

    openrosa = OpenRosa(desk, forms, secrets)

    def reload() -> None:
        lists.reload()
        forms.reload()

    return Program(
        desk=desk,
        account=Account(desk, secrets),
        records=records,
        drafts=drafts,
        attachments=attachments,
        search=Search(desk.store),
        forms=forms,
        publishing=Publishing(desk, forms, lists, runner),
        lists=lists,
        matching=Matching(desk),
        sync=Sync(desk, runner, reload, backup.make_if_due, openrosa.send_quietly),
        bundles=Bundles(desk, wording),
        conflicts=conflicts,
        review=review,
        reports=Reports(desk, lists, forms, drafts),
        today=TodayService(desk, drafts, conflicts, review),
        backup=backup,
        rescue=Rescue(desk, wording),
        preferences=preferences,
        network=Networking(desk),
        maps=Maps(desk.store.settings, lambda code: lists.label("L_COUNTY", code)),
        receiver=Receiver(preferences, desk.clock),
        undo=Undo(desk),
        openrosa=openrosa,
        agreements=Agreements(desk),
        close=Wiping(desk, secrets).closing(desk.store.close),
    )
