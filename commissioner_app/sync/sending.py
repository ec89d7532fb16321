"""The photos and files of this laptop on their way to the server."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime

from commissioner_app.errors import EnvironmentFault
from commissioner_app.sync.attachments import UNREADABLE, Upload
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.parcel import Parcel, next_parcel
from commissioner_app.sync.progress import Progress
from commissioner_app.sync.stages import Stage
from commissioner_app.sync.traffic import Means, Traffic
from commissioner_app.system.clock import stamp
from sync_protocol import codes


class Sending(Traffic[Parcel]):
    """All that waits, and what is added while it goes."""

    def __init__(self, means: Means) -> None:
        super().__init__(means)
        self._files = means.store.attachments
        self._met: dict[str, Upload] = {}
        self._count, self._bytes = self._files.waiting_size()

    def journeys(self) -> Iterator[Parcel]:
        while fresh := [file for file in self._files.waiting() if file.name not in self._met]:
            waiting = deque(Upload(self._means.store, file) for file in fresh)
            self._met |= {upload.name: upload for upload in waiting}
            self._count = len(self._met)
            self._bytes = sum(upload.size for upload in self._met.values())
            while waiting:
                yield next_parcel(waiting, self._pace.piece)

    def stepped(self, journey: Parcel) -> None:
        # Before the next piece goes, so that a kill after it leads back to the same upload.
        for upload in journey.uploads:
            if not upload.over and upload.address != upload.kept_address:
                self._files.set_upload(upload.name, upload.address)
                upload.kept_address = upload.address

    def note(self, over: Sequence[Parcel]) -> None:
        uploads = [upload for parcel in over for upload in parcel.uploads]
        sent = [upload for upload in uploads if not upload.trouble]
        self._files.mark_sent([(upload.name, self._moment(upload.received_at)) for upload in sent])
        for upload in uploads:
            if upload.trouble and (upload.trouble in UNREADABLE or not self._is_sound(upload.name)):
                if self._files.mend(upload.name):
                    del self._met[upload.name]  # it can go after all
                else:
                    self._files.lost(upload.name)

    def failed(self, error: BaseException) -> bool:
        if not isinstance(error, SyncFailure) or error.code != codes.STORAGE_FULL:
            return False
        self._means.result.files_stopped = error.code
        self._means.result.files_stopped_params = error.params
        return True

    def progress(self) -> Progress:
        done = sum(upload.over for upload in self._met.values())
        moved = sum(upload.done for upload in self._met.values())
        counts = {"done": done, "total": self._count}
        return Progress(Stage.UPLOAD, "sync.progress.upload", counts, moved, self._bytes, "bytes")

    def _is_sound(self, name: str) -> bool:
        """Whether a file that the server found damaged again and again is what its name says."""
        try:
            return hashlib.sha256(self._files.read(name)).hexdigest() == name.partition(".")[0]
        except EnvironmentFault:
            return False

    def _moment(self, told: str) -> str:
        """The server's time of a receipt, our own where it tells none."""
        try:
            return told if datetime.fromisoformat(told).tzinfo else stamp(self._clock.now())
        except ValueError:
            return stamp(self._clock.now())
