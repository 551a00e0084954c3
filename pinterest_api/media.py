"""Videos on their way to Pinterest: registered, uploaded, processed. API v5 takes no pictures this way."""

from dataclasses import dataclass
from pathlib import Path

from contracts.names import AccountKey
from contracts.sightings import MediaStatus, Registration
from contracts.studio import VideoKind
from pinterest_api.asks import Read, Subject, Write
from pinterest_api.client import PinterestClient
from pinterest_api.uploads import Uploads
from pinterest_api.wire import new_media_to_body, read_media_status, read_registration


@dataclass(frozen=True)
class PinterestMedia:
    client: PinterestClient
    uploads: Uploads

    async def register(self, account: AccountKey) -> Registration:
        """Announce a video. Announced twice, one of the two stays empty, and costs nothing but its write."""
        ask = Write("POST", "/media", Subject.ACCOUNT, body=new_media_to_body())
        return await self.client.write(account, ask, read_registration)

    async def upload(self, registration: Registration, file: Path, kind: VideoKind) -> None:
        """Send the file to where the registration says. Raises NotSent, AnswerLost, UploadRefused.

        After AnswerLost the file may have arrived: `status` tells.
        """
        await self.uploads.send(registration, file, kind)

    async def status(self, account: AccountKey, media_id: str) -> MediaStatus:
        """How far Pinterest is with it. Raises MediaGone."""
        ask = Read("/media/{id}", Subject.MEDIA, about=media_id)
        return await self.client.read(account, ask, read_media_status)
