"""Errors of downloading, each with advice and the manual way."""

# ruff: noqa: N818 (the names say what happened; the base is FetchError)

from __future__ import annotations

from techsov.catalogue.registry import Vintage
from techsov.core.errors import TechsovError

BY_HAND = "By hand: {instructions}; then run `{import_command}`."


def advice_fields(vintage: Vintage, name: str) -> dict[str, str]:
    """What an error's advice is filled in with."""
    page, by_hand = vintage.entry.landing_page, vintage.entry.by_hand.strip().rstrip(".")
    return {
        "key": vintage.key,
        "file": name,
        "landing": page,
        "instructions": by_hand or f"open {page} in a browser and download {name}",
        "import_command": import_command(vintage, name),
    }


def import_command(vintage: Vintage, name: str) -> str:
    """The command that takes the file from a user who downloaded it."""
    which = vintage.key if len(vintage.entry.files) == 1 else f"{vintage.key}/{name}"
    return f"make import FILE=<the download> RELEASE={which}"


class FetchError(TechsovError):
    """A file that could not be fetched, or must not be taken for what it is called.

    ``advice``: what the reader can do, with {file}, {key}, {landing}, {instructions} and
    {import_command} filled in once the release is known

    ``passes``: the same request may well succeed a little later

    Attributes
    ----------
    what
        what happened, in a sentence
    """

    advice = BY_HAND
    passes = False

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.about: dict[str, str] = {}

    def __str__(self) -> str:
        if not self.about:
            return self.what
        return f"{self.about['key']}, {self.about['file']}: {self.what} " + self.advice.format(
            **self.about
        )


class PassingFault(FetchError):
    """A server error, a time-out, a cut connection: worth another attempt.

    Attributes
    ----------
    retry_after
        seconds that the server asks to wait, if it does
    """

    passes = True
    advice = "What has arrived is kept: run the command again later. " + BY_HAND

    def __init__(self, what: str, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after


class RangeRefused(PassingFault):
    """The server does not go on where the last attempt ended: start again."""


class Forbidden(FetchError):
    """403: the provider refuses programs, or this network."""

    advice = "The provider lets browsers in. " + BY_HAND


class BotFilter(Forbidden, PassingFault):
    """403 from a bot filter that usually passes a retry."""

    passes = True


class ProxyRefused(FetchError):
    """The proxy between here and every provider does not let the request through."""

    advice = ""


class NotThere(FetchError):
    """404 or 410: the provider has moved or renamed the file."""

    advice = (
        "Look for its new address at {landing} and put it into `url` of `{key}` in "
        "config/sources.yaml. " + BY_HAND
    )


class NoResults(FetchError):
    """404 of an SDMX service whose query matches nothing."""

    advice = (
        "Check flow, version and key at {landing}: a key with one code too many matches nothing "
        "either. " + BY_HAND
    )


class GuestbookRequired(FetchError):
    """400 of a Dataverse that wants its guestbook signed before it hands over a file."""

    advice = (
        "Open {landing} in a browser, sign the guestbook, download {file}, then run "
        "`{import_command}`."
    )


class Refused(FetchError):
    """Any other answer that is not the file."""


class AskedToWait(FetchError):
    """Retry-After, or a rate limit, exceeds the maximum wait."""

    advice = "Nothing is lost: run the same command again then. " + BY_HAND


class HostRefused(FetchError):
    """An address that the allow-list or the entry does not admit."""

    advice = (
        "If that address is the provider's own, add its host to config/hosts.yaml and to "
        "`redirects` of `{key}` in config/sources.yaml. " + BY_HAND
    )


class CertificateRefused(FetchError):
    """TLS verification failed; it cannot be switched off."""

    advice = (
        "Somebody may stand between, or the provider has changed its certificates: do not switch "
        "verification off. " + BY_HAND
    )


class MissingCertificate(FetchError):
    """A host that needs a root certificate which the user has not supplied."""

    advice = (
        "Put the provider's root and intermediate certificates, as text (PEM), one after the "
        "other into one file, compare the root's fingerprint with a second source, and set the "
        "file's path in config/config.yaml; docs/fetching.md says where they come from. " + BY_HAND
    )


class WrongContent(FetchError):
    """What arrived is not the file, though the server says so; the next answer may be."""

    passes = True


class MarkupInstead(WrongContent):
    """A web page, or an XML message, with status 200."""

    advice = "That is usually an error page, or an address that no longer holds. " + BY_HAND


class DamagedFile(WrongContent):
    """A file that begins well and does not hold together."""


class OtherBytes(WrongContent):
    """Checksum mismatch with the pin or with what the provider states."""


class ChangedFile(FetchError):
    """The file has changed under its name; the new one is kept aside, the old one untouched."""

    advice = (
        "Compare the two. If the provider has published a new release, give it an entry of its "
        "own in config/sources.yaml and leave `{key}` as it is."
    )


class OtherCopy(ChangedFile):
    """A download that differs from an unpinned file, which a user may replace."""

    advice = (
        "If the download is the better copy, run `{import_command} REPLACE=1`: the old one is kept "
        "beside it. If it is a new release, give it an entry of its own and leave `{key}` as it is."
    )


class Unreadable(FetchError):
    """A file that the release's reader would refuse."""

    advice = "Nothing was stored."


class UnsafeArchive(FetchError):
    """An archive with a member that would leave its folder, or swell beyond the bound."""

    advice = "Do not unpack it with another program either before you know where it comes from."


class NotEnoughSpace(FetchError):
    """The disk would be full before the file is whole."""

    advice = "Free some space and run the command again; what has arrived is kept."


class FetchUnderWay(FetchError):
    """Another process is fetching the same file."""

    advice = "Wait for it to end; the file is then there for both."


class UnstatedLength(FetchError):
    """Neither a length, nor chunks, nor a pin: a cut connection would look like the end."""

    advice = "Pin sha256 and bytes in config/sources.yaml once you know them. " + BY_HAND


class NoSourceLeft(FetchError):
    """The address and all its mirrors failed."""
