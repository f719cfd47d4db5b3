"""Calls to an API over HTTP: JSON and files, with patience, and errors in words without the token."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from onrecord.errors import CallError, first_line
from onrecord.printable import shorten
from onrecord.progress import Teller
from onrecord.publishing.answers import encode, error_words, parse, read_body, shown
from onrecord.publishing.model import Sent
from onrecord.publishing.outgoing import File
from onrecord.publishing.patience import Passing, asked_wait, with_patience
from onrecord.publishing.tokens import Token, refuse_unsafe
from onrecord.version import __version__

if TYPE_CHECKING:
    import httpx2

#: Seconds to wait for a connection, for the next piece of an answer, and for the answer to a file: a
#: host that has taken in a large one may be a while in storing it.
_CONNECT, _BETWEEN, _STORING = 20, 60, 300
_BLOCK = 1 << 18
_TOKENS = {401, 403}

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True)
class Service:
    """An API: where it is, how it is told who calls, and what to say when it does not believe it.

    `setting` is the variable that sets `base`, `uploads` another address that it may send files to,
    `renewal` where a new token is had and with which rights.
    """

    base: str
    setting: str
    token: Token
    renewal: str
    headers: Mapping[str, str]
    uploads: str = ""

    @property
    def host(self) -> str:
        """Its host, for messages."""
        return urlsplit(self.base).netloc

    def trusts(self, address: str) -> bool:
        """Whether an address that an answer names is the service's own."""
        try:
            return any(_origin(address) == _origin(one) for one in (self.base, self.uploads) if one)
        except ValueError:
            return False


class Caller:
    """Calls one service; a context, which closes the connections."""

    def __init__(self, service: Service, told: Teller):
        try:
            import httpx2
        except ImportError:
            raise CallError(
                f"{service.host} needs httpx2; run: pip install 'onrecord[publish]'"
            ) from None
        refuse_unsafe(service.base, service.setting)
        self.service = service
        self._told = told
        self._client = httpx2.Client(
            headers={
                "User-Agent": f"onrecord/{__version__}",
                "Authorization": f"Bearer {service.token.value}",
                **service.headers,
            },
            timeout=httpx2.Timeout(_BETWEEN, connect=_CONNECT),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, shape: type[Shape], address: str, **parameters: str | int) -> Shape | None:
        """What lies at an address; None where there is nothing."""
        found = self._patiently("GET", address, params=parameters, absent=frozenset({404}))
        return None if found is None else self._read(shape, found)

    def pages(
        self, shape: type[Shape], address: str, size_name: str, **parameters: str | int
    ) -> Iterator[Shape]:
        """The entries of a list that comes in pages of a hundred, at most ten thousand.

        A host that knows no pages gives the same one again.
        """
        before = None
        for page in range(1, 101):
            asked = {**parameters, "page": page, size_name: 100}
            found = self._patiently("GET", address, params=asked)
            if not isinstance(found, list):
                raise CallError(f"{shown(address)}: the answer is no list; is it the right host?")
            if found == before:
                return
            yield from (self._read(shape, one) for one in found)
            if len(found) < 100:
                return
            before = found

    def send(self, shape: type[Shape], method: str, address: str, value: Any = None) -> Shape:
        """The answer to a call that may be made twice: PUT, PATCH."""
        return self._read(shape, self._patiently(method, address, **_body(value)))

    def delete(self, address: str) -> None:
        """Delete what lies at an address, if it still does."""
        self._patiently("DELETE", address, absent=frozenset({404, 410}))

    def create(
        self, shape: type[Shape], address: str, value: Any, find: Callable[[], Shape | None]
    ) -> Shape:
        """The answer to a POST that must not be made twice.

        Where it is not known whether it was carried out, `find` looks for what it would have made.
        """
        return self._once(
            lambda: self._read(shape, self._attempt("POST", address, **_body(value))), find
        )

    def upload(
        self,
        shape: type[Shape],
        method: str,
        address: str,
        file: File,
        sent: Sent,
        find: Callable[[], Shape | None] = lambda: None,
    ) -> Shape:
        """The answer to a file that is sent as the body of a call; `find` as in `create`."""
        import httpx2

        headers = {
            "Content-Length": str(file.size),
            "Content-Type": "application/octet-stream",
        }
        timeout = httpx2.Timeout(_STORING, connect=_CONNECT)

        def attempt() -> Shape:
            counted = 0

            def count(size: int) -> None:
                nonlocal counted
                counted += size
                sent(size)

            try:
                content = _blocks(file, count)
                how: dict[str, Any] = {"content": content, "headers": headers, "timeout": timeout}
                return self._read(shape, self._attempt(method, address, **how))
            except Passing:
                sent(-counted)
                raise

        return self._once(attempt, find)

    def _once(self, attempt: Callable[[], Shape], find: Callable[[], Shape | None]) -> Shape:
        failed = False

        def look_and_attempt() -> Shape:
            nonlocal failed
            if failed and (made := find()) is not None:
                return made
            failed = True
            return attempt()

        return with_patience(look_and_attempt, self.service.host, self._told)

    def _read(self, shape: type[Shape], answer: Any) -> Shape:
        """An answer as it should be. Raises `CallError` where it is of another shape."""
        try:
            return shape.model_validate(answer)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"])) or "all of it"
            raise CallError(
                f"{self.service.host} answers in another way than its API does ({where}); is it the right host?"
            ) from None

    def _patiently(self, method: str, address: str, **how: Any) -> Any:
        return with_patience(
            lambda: self._attempt(method, address, **how), self.service.host, self._told
        )

    def _attempt(
        self, method: str, address: str, *, absent: frozenset[int] = frozenset(), **how: Any
    ) -> Any:
        """One call. Raises `Passing` for what may pass, `CallError` for all else."""
        import httpx2

        if not self.service.trusts(address):
            raise CallError(
                f"{self.service.host} sends on to {shown(address)}, which gets no token; check the host"
            )
        try:
            with self._client.stream(method, address, **how) as response:
                return self._judged(response, read_body(response), absent)
        except httpx2.TimeoutException:
            raise Passing("did not answer in time") from None
        except httpx2.TransportError as error:
            raise Passing(f"the connection failed: {self._clean(first_line(error))}") from None
        except httpx2.HTTPError as error:
            raise CallError(f"{shown(address)}: {self._clean(first_line(error))}") from None

    def _judged(self, response: httpx2.Response, body: bytes, absent: frozenset[int]) -> Any:
        status, service = response.status_code, self.service
        if 200 <= status < 300:
            return parse(body, service.host)
        if status in absent:
            return None
        said = self._clean(error_words(body))
        spent = status == 403 and (
            response.headers.get("x-ratelimit-remaining") == "0"
            or "retry-after" in response.headers
        )
        if status == 429 or status >= 500 or spent:
            what = "takes no more calls for now" if spent or status == 429 else "failed"
            raise Passing(f"{what} (status {status})", asked_wait(response.headers))
        where = shown(str(response.url))
        if status in _TOKENS:
            raise CallError(
                f"{where}: {service.host} does not accept the token in {service.token.variable} (status "
                f"{status}{said}): it has expired, or lacks the rights; {service.renewal}, then set "
                f"{service.token.variable} and run the same command again"
            )
        if 300 <= status < 400:
            to = shown(self._clean(response.headers.get("location", "elsewhere")))
            raise CallError(f"{where} has moved to {to}; name the place by its new address")
        if status == 404:
            raise CallError(f"{where}: there is nothing there, or the token may not see it")
        raise CallError(f"{where}: refused (status {status}{said})")

    def _clean(self, text: str) -> str:
        return shorten(self.service.token.taken_out_of(text), 600)


def _body(value: Any) -> dict[str, Any]:
    """A value as the body of a call; none where there is none."""
    if value is None:
        return {}
    return {"content": encode(value), "headers": {"Content-Type": "application/json"}}


def _blocks(file: File, sent: Sent) -> Iterator[bytes]:
    with file.path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
            sent(len(block))


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port
