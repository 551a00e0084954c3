"""What to do about each reason, and who must: one table, so that code, command and docs say the same."""

from collections.abc import Mapping
from types import MappingProxyType

from contracts.outcome import Actor, Reason, Refused

_M, _O, _P, _N = Actor.MERCHANT, Actor.OPERATOR, Actor.PINTEREST, Actor.NOBODY

REMEDIES: Mapping[Reason, tuple[Actor, str]] = MappingProxyType(
    {
        Reason.ROW_UNREADABLE: (_M, "Mend the row in the file and launch it again."),
        Reason.TITLE_MISSING: (_M, "Give the product a title and launch it again."),
        Reason.PRODUCT_NOT_PUBLISHED: (_M, "Publish the product in the shop, or take it out of the file."),
        Reason.PRODUCT_OUT_OF_STOCK: (_M, "Launch it again when it is in stock."),
        Reason.BOARD_MISSING: (_O, "Create the board at Pinterest, or let missing boards be made."),
        Reason.BOARD_INVALID: (_O, "Choose another board with --board; a name has 1 to 180 characters."),
        Reason.BOARD_UNMATCHED: (
            _O,
            "Add a board rule for it, or a default; `pinflow boards check` shows what goes where.",
        ),
        Reason.BOARD_AMBIGUOUS: (_O, "Name the board by its id: `pinflow boards list` has them."),
        Reason.BOARD_LIMIT: (
            _O,
            "Delete boards at Pinterest, or send these products to a board that is there, then launch again.",
        ),
        Reason.LINK_MISSING: (_M, "Add the product page's address, or give the shop's with --shop."),
        Reason.LINK_INVALID: (_M, "Give the product page's full address, beginning with https://."),
        Reason.LINK_TOO_LONG: (_M, "Shorten the address; Pinterest takes 2048 characters, tags included."),
        Reason.LINK_DEAD: (_M, "Put the product page back, or correct its address."),
        Reason.LINK_UNREACHABLE: (_M, "See that the shop answers, then launch it again."),
        Reason.LINK_OUT_OF_STOCK: (_M, "Launch it again when the page says that it is in stock."),
        Reason.IMAGE_MISSING: (_M, "Add a picture of at least 600 x 600 pixels."),
        Reason.IMAGE_ADDRESS_INVALID: (_M, "Give the picture's full public address, beginning with https://."),
        Reason.IMAGE_NOT_FOUND: (_M, "Upload the picture again, or correct its address."),
        Reason.IMAGE_FORBIDDEN: (_M, "Allow the picture to be fetched from outside (hotlink protection?)."),
        Reason.IMAGE_UNREACHABLE: (_M, "See that the picture's server answers, then launch it again."),
        Reason.IMAGE_NOT_A_PICTURE: (_M, "The address must lead to the picture itself, not to a page."),
        Reason.IMAGE_FORMAT: (_M, "Give the picture as JPEG, PNG, WebP, AVIF or GIF."),
        Reason.IMAGE_TOO_SMALL: (_M, "Give a picture of at least 600 x 600 pixels."),
        Reason.IMAGE_TOO_LARGE: (_M, "Give a smaller picture: 20 MB and 40 megapixels are plenty."),
        Reason.IMAGE_BROKEN: (_M, "The file is damaged: upload it again."),
        Reason.IMAGE_SHAPE: (_M, "Crop the picture: one side may be at most four times the other."),
        Reason.VIDEO_ADDRESS_INVALID: (_M, "Give the video's full public address, beginning with https://."),
        Reason.VIDEO_NOT_FOUND: (_M, "Upload the video again, or correct its address."),
        Reason.VIDEO_FORBIDDEN: (_M, "Allow the video to be fetched from outside (hotlink protection?)."),
        Reason.VIDEO_UNREACHABLE: (_M, "See that the video's server answers, then launch it again."),
        Reason.VIDEO_TOO_LARGE: (_M, "Give a smaller video: 512 MB is the most that is taken."),
        Reason.VIDEO_FORMAT: (_M, "Give the video as a whole MP4, MOV or M4V file (H.264 or H.265)."),
        Reason.VIDEO_LENGTH: (_M, "Cut the video: Pinterest takes 4 seconds to 15 minutes."),
        Reason.VIDEO_SHAPE: (_M, "Crop the video: Pinterest takes shapes from 1:2 (upright) to 1.91:1 (wide)."),
        Reason.MEDIA_NOT_PUBLIC: (
            _O,
            "Let everyone read the asset store at PINFLOW_ASSETS_PUBLIC_URL, or unset that; then launch again.",
        ),
        Reason.MEDIA_FAILED: (_M, "Pinterest cannot use the video and does not say why: encode it anew as H.264."),
        Reason.PINTEREST_REFUSED: (_M, "Read what Pinterest says, mend the product, launch it again."),
        Reason.PINTEREST_REFUSED_IMAGE: (_M, "Replace the picture, then launch it again."),
        Reason.PINTEREST_BOARD_GONE: (_O, "The board was deleted or is not yours: launch again to use another."),
        Reason.PINTEREST_TRIAL_APP: (_O, "Ask Pinterest for standard access, or use its sandbox."),
        Reason.PIN_REMOVED: (_P, "Pinterest removed the pin; see the notices in the Pinterest account."),
        Reason.PIN_DIFFERS: (_O, "Somebody changed the pin at Pinterest; look at it there."),
        Reason.PIN_NOT_READY: (_O, "The pin exists, its picture was not shown yet; launch again to look again."),
        Reason.ANSWER_LOST: (
            _O,
            "Nothing to do at once: each patrol goes on looking for it; `pinflow patrol` does so now.",
        ),
        Reason.PIN_NOT_MADE: (_O, "There is no pin, for certain: `pinflow retry`, if it is still wanted."),
        Reason.KEY_REUSED: (_M, "Give every pin an idempotency key of its own, or leave the column empty."),
        Reason.WINDOW_NEVER_OPENS: (
            _O,
            "Widen the publish window, or the limits that go with it, and launch it again.",
        ),
        Reason.GAVE_UP: (_O, "Look at the pin's page in the Web UI for the cause, then launch it again."),
        Reason.CANCELLED: (_N, "It was cancelled; launch it again if it is wanted after all."),
        Reason.CANCELLED_TOO_LATE: (_O, "The pin is live: delete it at Pinterest if it must not be there."),
    }
)


def refuse(reason: Reason, message: str) -> Refused:
    """The refusal for `reason`, with this product's `message` and the remedy and actor of the table."""
    actor, remedy = REMEDIES[reason]
    return Refused(reason=reason, message=message[:2_000], remedy=remedy, actor=actor)
