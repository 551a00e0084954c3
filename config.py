"""What can be set from outside, as one frozen value: `PINFLOW_*` in the environment or in `.env` of the folder.

Read once, by the entry point of a process, and passed down from there. `docs/settings.md` is its page for people.
"""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

HOME_NAME = ".pinflow"
PREFIX = "PINFLOW_"
PATROL_MINUTES_MAX = 10_080
"""A week."""
NICE_MAX = 19
"""As the system has it."""
VERSION_WORD_MAX = 100
"""Characters of a deployment's name, or of a version's."""
VALUE_SHOWN_MAX = 60
"""Characters of a wrong value that a message shows."""


class ConfigError(Exception):
    """A setting that cannot be used; the message names its variable, and shows no value that may be a secret."""

    exit_code = 2


def nearest_home(folder: Path) -> Path:
    """The nearest `.pinflow/` at or above `folder`, else a new one in it."""
    homes = (place / HOME_NAME for place in (folder, *folder.parents))
    return next((home for home in homes if home.is_dir()), folder / HOME_NAME)


def is_loopback(url: str) -> bool:
    """Whether `url` leads to this machine by its own name or address; nothing is resolved."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read for its check: a port that is no number is found only here
    except ValueError as error:
        raise ValueError("must be an address that can be read") from error
    return parts


def _address(value: str) -> str:
    parts = _parts(f"//{value}")
    if not parts.hostname or not parts.port or parts.path:
        raise ValueError("must be host:port, such as 127.0.0.1:7233, without a scheme")
    return value


def _on_this_machine(value: object) -> object:
    return f"127.0.0.1:{value}" if str(value).isdecimal() else value


def _web_address(value: str) -> str:
    parts = _parts(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a full address, beginning with https:// (or http://)")
    return value.rstrip("/")


def _pinterest_base(value: str) -> str:
    if not _web_address(value).endswith("/v5"):
        raise ValueError("must be the API's base address and end in /v5, such as https://api.pinterest.com/v5")
    return value.rstrip("/")


def _database(value: str) -> str:
    scheme, _, rest = value.partition("://")
    kind = scheme.partition("+")[0]
    if kind == "postgresql" and rest:
        return value
    if kind != "sqlite" or rest.lstrip("/") in {"", ":memory:"}:
        raise ValueError("must be postgresql://user:password@host/name or sqlite:////path/to/file.db")
    # Every process must mean the same file, whatever folder it runs in; an absolute path replaces the folder.
    return f"{scheme}:///{Path.cwd() / rest.removeprefix('/')}"


def _deployment(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", value) or len(value) > VERSION_WORD_MAX:
        raise ValueError(f"must be up to {VERSION_WORD_MAX} letters, digits, - and _")  # Temporal keeps . and :
    return value


def _build_id(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._+-]+", value) or len(value) > VERSION_WORD_MAX:
        raise ValueError(f"must be up to {VERSION_WORD_MAX} letters, digits and . _ + -")
    return value


def _assets(value: str) -> str:
    parts = _parts(value)
    if parts.scheme != "s3" or not parts.hostname or parts.username or parts.query:
        raise ValueError("must be s3://bucket or s3://bucket/prefix, without keys in it")
    return value.rstrip("/")


def _absolute(value: Path) -> Path:
    try:
        return Path.cwd() / value.expanduser()
    except RuntimeError as error:
        raise ValueError("begins with the home of a user who is not known here") from error


def _secret_web_address(value: SecretStr) -> SecretStr:
    _web_address(value.get_secret_value())
    return value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _default_database(values: dict[str, Any]) -> str:  # Any: pydantic's own signature
    return f"sqlite:///{values['home']}/pinflow.db"


class Settings(BaseSettings):
    """Everything that can be set. A secret never shows in its representation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: nearest_home(Path.cwd()),
        description="The folder that holds all state of the embedded stack.",
    )
    embedded: bool = Field(
        default=True,
        description="Whether commands start what is missing on this machine; 0 where Temporal, workers and doors "
        "are run elsewhere.",
    )
    temporal_address: Annotated[str, AfterValidator(_address)] | None = Field(
        default=None, description="Your own Temporal server, as host:port; when unset the embedded one is used."
    )
    temporal_namespace: str = Field(
        default="default", min_length=1, description="The Temporal namespace to work in."
    )
    temporal_tls: bool = Field(
        default=False,
        description="Whether to speak TLS with your own Temporal; an API key switches it on by itself.",
    )
    temporal_api_key: SecretStr | None = Field(
        default=None, description="The API key for Temporal Cloud, or for a server that asks for one."
    )
    web_ui: Annotated[str, AfterValidator(_web_address)] | None = Field(
        default=None, description="The address of your own Temporal's Web UI, for links to its pages."
    )
    deployment: Annotated[str, AfterValidator(_deployment)] | None = Field(
        default=None,
        description="The name under which workers of several versions share the work; when unset, a worker takes "
        "any work, whatever version of it began it.",
    )
    build_id: Annotated[str, AfterValidator(_build_id)] | None = Field(
        default=None, description="The version of this worker within the deployment, such as a tag or a commit."
    )
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default_factory=_default_database,
        repr=False,
        description="The database: PostgreSQL, or a SQLite file on this machine.",
    )
    pinterest_url: Annotated[str, AfterValidator(_pinterest_base)] | None = Field(
        default=None,
        description="The base address of Pinterest's API, ending in /v5; when unset the simulator is used.",
    )
    shop_url: Annotated[str, AfterValidator(_web_address)] | None = Field(
        default=None, description="The shop's address, for products whose file has no link column."
    )
    offline: bool | None = Field(
        default=None,
        description="Whether the demo shop answers for product images and pages; only with a Pinterest on this "
        "machine. When unset, each launch finds out whether the products' host can be reached.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="The key that encrypts tokens at rest, or `new,old` while it is changed; when unset, the "
        "home's own key file.",
    )
    assets_url: Annotated[str, AfterValidator(_assets)] | None = Field(
        default=None,
        description="Where finished pictures and videos are kept: s3://bucket/prefix, on Amazon's S3 or any store "
        "that speaks as it does.",
    )
    assets_endpoint: Annotated[str, AfterValidator(_web_address)] | None = Field(
        default=None, description="The address of the store that has the bucket; when unset, Amazon's own."
    )
    assets_region: str | None = Field(default=None, min_length=1, description="The region of the bucket.")
    assets_access_key: SecretStr | None = Field(
        default=None,
        description="The store's access key; when unset, the machine's own AWS credentials are looked for.",
    )
    assets_secret_key: SecretStr | None = Field(
        default=None, description="The secret key that belongs to the access key."
    )
    assets_public_url: Annotated[str, AfterValidator(_web_address)] | None = Field(
        default=None,
        description="The address under which everyone may read the kept pictures, the prefix included; when set, "
        "Pinterest is told to fetch them there, and none travels inside a request.",
    )
    patrol_minutes: Annotated[int, Field(ge=0, le=PATROL_MINUTES_MAX)] = Field(
        default=360, description="Minutes between two patrols of an account's boards; 0: none by itself."
    )
    alert_url: Annotated[SecretStr, AfterValidator(_secret_web_address)] | None = Field(
        default=None,
        description="The address that is told once, by a POST of JSON, when an account needs a person: your own, "
        "or a Slack webhook's.",
    )
    webhooks_private: bool = Field(
        default=False,
        description="Whether endpoints that are made over HTTP may be on a private network, or on this machine.",
    )
    intake_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Where the doors for webhooks listen; on any other than this machine's own address every "
        "source needs a secret or a key.",
    )
    nice: Annotated[int, Field(ge=0, le=NICE_MAX)] = Field(
        default=10,
        description="How far the embedded stack stands back for other programs that want the processor: 0 to 19.",
    )
    metrics_address: Annotated[str, BeforeValidator(_on_this_machine), AfterValidator(_address)] | None = Field(
        default=None,
        description="Where a worker tells its metrics, as a port of this machine or as host:port; when unset, "
        "nowhere.",
    )
    otlp_endpoint: Annotated[str, AfterValidator(_web_address)] | None = Field(
        default=None,
        description="The collector that is told of traces (OTLP over HTTP), without /v1/traces; when unset, none.",
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        default="info", description="The least important log line to keep: debug, info, warning or error."
    )
    log_json: bool = Field(default=False, description="Whether log lines are JSON, for a machine to read.")

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        if self.offline and self.pinterest_url is not None and not is_loopback(self.pinterest_url):
            raise ValueError(
                "PINFLOW_OFFLINE would put stand-in pictures on the real Pinterest of PINFLOW_PINTEREST_URL: "
                "unset one of them."
            )
        if self.temporal_address is None and (self.temporal_tls or self.temporal_api_key is not None):
            raise ValueError(
                "PINFLOW_TEMPORAL_TLS and PINFLOW_TEMPORAL_API_KEY are for your own Temporal: "
                "set PINFLOW_TEMPORAL_ADDRESS too, or unset them."
            )
        if not self.embedded and (self.temporal_address is None or self.pinterest_url is None):
            raise ValueError(
                "PINFLOW_EMBEDDED=0 means that everything is run elsewhere: "
                "set PINFLOW_TEMPORAL_ADDRESS and PINFLOW_PINTEREST_URL too."
            )
        if (self.deployment is None) != (self.build_id is None):
            raise ValueError("PINFLOW_DEPLOYMENT and PINFLOW_BUILD_ID go together: set both.")
        if self.embedded and self.deployment is not None:
            raise ValueError(
                "PINFLOW_DEPLOYMENT is for workers that are run elsewhere: "
                "set PINFLOW_EMBEDDED=0 too, or unset it."
            )
        self._assets_fit_together()
        return self

    def _assets_fit_together(self) -> None:
        """Half a set of keys, or keys to nothing, would be found out only when the first picture is kept."""
        keys = (self.assets_access_key, self.assets_secret_key)
        if None in keys and any(keys):
            raise ValueError("PINFLOW_ASSETS_ACCESS_KEY and PINFLOW_ASSETS_SECRET_KEY go together: set both.")
        if self.assets_url is None and any((self.assets_endpoint, self.assets_region, *keys)):
            raise ValueError(
                "PINFLOW_ASSETS_ENDPOINT, _REGION, _ACCESS_KEY and _SECRET_KEY are for an object store: "
                "set PINFLOW_ASSETS_URL too, or unset them."
            )
        public = self.assets_public_url
        if public and is_loopback(public) and self.pinterest_url and not is_loopback(self.pinterest_url):
            raise ValueError(
                "PINFLOW_ASSETS_PUBLIC_URL is on this machine, where the Pinterest of PINFLOW_PINTEREST_URL "
                "cannot fetch a picture: unset one of them."
            )

    def demo_shop(self) -> str | None:
        """The demo shop beside a Pinterest on this machine, which then is a simulator; None with any other."""
        if self.pinterest_url is None or not is_loopback(self.pinterest_url):
            return None
        return f"{self.pinterest_url.removesuffix('/v5')}/shop"

    def own_assets(self) -> str | None:
        """The pictures' public address when it may be on this machine: only beside a Pinterest that is, too."""
        if self.pinterest_url is None or not is_loopback(self.pinterest_url):
            return None
        return self.assets_public_url

    def pointed_at(self, *, temporal_address: str, pinterest_url: str) -> "Settings":
        """The same settings with the addresses at which the services were found."""
        return self.model_copy(update={"temporal_address": temporal_address, "pinterest_url": pinterest_url})

    def environment(self) -> dict[str, str]:
        """What was set, secrets included, as variables for a process that reads these settings again."""
        given = {name: getattr(self, name) for name in self.model_fields_set | {"home"}}
        return {variable(name): _plain(value) for name, value in given.items() if value is not None}


def variable(name: str) -> str:
    """The environment variable of the setting `name`."""
    return f"{PREFIX}{name.upper()}"


def _plain(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value)


def _sentence(error: ErrorDetails) -> str:
    cause = error.get("ctx", {}).get("error")
    what = str(cause) if isinstance(cause, ValueError) else error["msg"].replace("Input should be", "must be")
    if not error["loc"]:
        return what
    name = str(error["loc"][0])
    plain = _plainly(Settings.model_fields[name])
    if plain is None:
        return f"{variable(name)} {what}."
    return f"{variable(name)} must be {plain}, not {_shortened(error['input'])}."


def _plainly(setting: FieldInfo) -> str | None:
    """What a number, a switch or a word may be; None for all others, whose value may be a secret."""
    kind = setting.annotation
    if kind is int:
        return f"a whole number from {_bound(setting, 'ge')} to {_bound(setting, 'le')}"
    if kind in {bool, bool | None}:
        return "1 or 0 (true or false)"
    if get_origin(kind) is Literal:
        *others, last = (str(word) for word in get_args(kind))
        return f"{', '.join(others)} or {last}"
    return None


def _bound(setting: FieldInfo, which: str) -> object:
    return next(getattr(limit, which) for limit in setting.metadata if hasattr(limit, which))


def _shortened(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= VALUE_SHOWN_MAX else f"{text[:VALUE_SHOWN_MAX]}…")


def load_settings(home: Path | None = None) -> Settings:
    """The settings of this process; `home` overrides what the environment says.

    Raises `ConfigError` when a value cannot be used.
    """
    try:
        return Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        # `from None`: the cause may quote the value, which may be a secret.
        raise ConfigError(_sentence(error.errors(include_url=False)[0])) from None
    except (OSError, UnicodeDecodeError):
        raise ConfigError("The .env file of this folder cannot be read: it must be text in UTF-8.") from None
