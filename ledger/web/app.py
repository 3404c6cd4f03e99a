"""The desk as a web application: addresses, languages, and what is shown while an answer is worked out."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from importlib.resources import files
from secrets import token_urlsafe
from urllib.parse import urlsplit

from babel import negotiate_locale
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ledger.render import source_sans, tokens
from ledger.reporting import LANGUAGES, LanguageCode
from ledger.web.access import STATIC, WITHOUT_ENTERING
from ledger.web.drawing import drawn
from ledger.web.forms import AT_ONCE, FORMS, Entering
from ledger.web.held import Settings
from ledger.web.messages import Answer, PageRequest
from ledger.web.office import may
from ledger.web.office_access import person_of
from ledger.web.pages import PAGES, Answering
from ledger.web.uploads import MOST_BYTES, Uploads
from ledger.web.worker import PATIENCE_SECONDS, SHORT_SECONDS, StillWorkingError, StoppedError, Worker

_MOST_BYTES = 64 * 1024
_LANGUAGE_COOKIE = "defense-ledger-language"
_YEAR_SECONDS = 365 * 24 * 60 * 60
_KEPT = {"Cache-Control": "private, max-age=3600"}
_OF_THE_DESK = {"desk.css": "text/css", "live.js": "text/javascript"}

Endpoint = Callable[[Request], Awaitable[Response]]


def desk_app(settings: Settings, close: Callable[[], None]) -> Starlette:
    """The application of a desk, for whoever a guard lets through.

    Args:
        settings: of the desk.
        close: ends the server.
    """
    figures, forms = Worker(partial(Answering, settings)), Worker(partial(Entering, settings))

    @asynccontextmanager
    async def working(_: Starlette) -> AsyncIterator[None]:
        figures.start()
        forms.start()
        yield
        figures.stop()
        forms.stop()

    routes = [Route(address, _relay(name, figures, forms, settings), name=name) for name, (address, _) in PAGES.items()]
    waiting: dict[str, PageRequest] = {}
    routes += _form_routes(forms, settings, waiting)
    routes += [
        Route("/language/{code}", _chosen_language),
        Route("/stop", _stopping((figures, forms), waiting), methods=["POST"], max_body_size=_MOST_BYTES),
        Route("/close", _closing(close, settings), methods=["POST"], max_body_size=_MOST_BYTES),
        Route(STATIC + "{name}", _static),
        # Browsers ask for a picture of their own accord.
        Route("/favicon.ico", _nothing),
    ]
    return Starlette(
        routes=routes,
        lifespan=working,
        exception_handlers={404: _absent(settings)},
    )


def _request_of(page: str, request: Request) -> PageRequest:
    parts = {name: str(value) for name, value in request.path_params.items()}
    query = tuple(request.query_params.multi_items())
    return PageRequest(page, request.url.path, parts, query, _language(request), person=person_of(request))


def _relay(page: str, worker: Worker, beside: Worker, settings: Settings) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        asked = _request_of(page, request)
        try:
            return _response(await worker.answer(asked, SHORT_SECONDS if page in AT_ONCE else PATIENCE_SECONDS))
        except StillWorkingError:
            if page in AT_ONCE:
                with suppress(StillWorkingError, StoppedError):
                    return _response(await beside.answer(asked))
            shown = {"progress": worker.progress, "is_form": False}
            return _response(drawn("waiting", asked, settings.frame, status=202, **shown))
        except StoppedError:
            return _response(drawn("stopped", asked, settings.frame, status=503))

    return endpoint


def _form_routes(worker: Worker, settings: Settings, waiting: dict[str, PageRequest]) -> list[Route]:
    """Pages with forms, and where a browser waits for one that takes long: a form is not sent again by itself."""

    def endpoint(name: str) -> Endpoint:
        async def answered(request: Request) -> Response:
            if settings.reads_only or not may(person_of(request), name):
                return _response(drawn("only_reading", _request_of(name, request), settings.frame, status=403))
            sent = [(key, str(value)) for key, value in (await request.form()).multi_items()]
            asked = replace(_request_of(name, request), form=tuple(sent))
            try:
                return _response(await worker.answer(asked))
            except StillWorkingError:
                key = token_urlsafe(18)
                waiting[key] = asked
                return RedirectResponse(f"/waiting/{key}", 303)
            except StoppedError:
                return _response(drawn("stopped", asked, settings.frame, status=503))

        return answered

    async def still(request: Request) -> Response:
        key = request.path_params["key"]
        if key not in waiting or waiting[key].person != person_of(request):
            raise HTTPException(404)
        try:
            # Asked again, it is the same work as long as it goes on; behind that a form knows that it has entered.
            answer = await worker.answer(waiting[key])
        except StillWorkingError:
            shown = {"progress": worker.progress, "is_form": True}
            return _response(drawn("waiting", _request_of("waiting", request), settings.frame, status=202, **shown))
        except StoppedError:
            answer = drawn("stopped", waiting[key], settings.frame, status=503)
        del waiting[key]
        return _response(answer)

    pages = [
        Route(address, endpoint(name), name=name, methods=["GET", "POST"], max_body_size=_MOST_BYTES)
        for name, (address, _) in FORMS.items()
    ]
    # What is handed in does not pass through the pipe to the process: it is held in a file.
    handed_in = [
        Route(address, _holding(settings, page, seen_at), methods=["POST"], max_body_size=MOST_BYTES)
        for address, page, seen_at in (
            ("/import", "import", "/import"),
            # What came back is looked at, and nothing enters.
            (WITHOUT_ENTERING[0], None, "/verified"),
            (WITHOUT_ENTERING[1], None, "/evaluated"),
        )
    ]
    return [*handed_in, *pages, Route("/waiting/{key}", still)]


def _holding(settings: Settings, page: str | None, seen_at: str) -> Endpoint:
    async def hold(request: Request) -> Response:
        if page is not None:
            _require(request, page)
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                return RedirectResponse("/", 303)
            digest = await run_in_threadpool(Uploads(settings.uploads).hold, file.filename, file.file)
        return RedirectResponse(f"{seen_at}/{digest}", 303)

    return hold


def _require(request: Request, page: str) -> None:
    if not may(person_of(request), page):
        raise HTTPException(403, "Others do this at this desk. Nothing was done.")


def _response(answer: Answer) -> Response:
    if answer.location:
        return RedirectResponse(answer.location, 303)
    response = Response(answer.body, answer.status, media_type=answer.kind)
    if answer.file:
        response.headers["Content-Disposition"] = f'attachment; filename="{answer.file}"'
    return response


def _language(request: Request) -> LanguageCode:
    """The language that was chosen, or else the first that the browser asks for."""
    chosen = request.cookies.get(_LANGUAGE_COOKIE, "")
    asked = [part.partition(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")]
    code = chosen if chosen in LANGUAGES else negotiate_locale([it.partition("-")[0] for it in asked], LANGUAGES)
    return next((it for it in LANGUAGES if it == code), "en")


async def _chosen_language(request: Request) -> Response:
    code = request.path_params["code"]
    if code not in LANGUAGES:
        raise HTTPException(404)
    # Only a page of the desk: another address would send people elsewhere.
    back = urlsplit(request.query_params.get("back", "/"))
    path = "/" + back.path.lstrip("/\\")
    answer = RedirectResponse(f"{path}?{back.query}" if back.query else path, 303)
    answer.set_cookie(_LANGUAGE_COOKIE, code, max_age=_YEAR_SECONDS, httponly=True, samesite="lax")
    return answer


def _stopping(workers: Sequence[Worker], waiting: dict[str, PageRequest]) -> Endpoint:
    async def stop(request: Request) -> Response:
        _require(request, "stop")
        # What was stopped must not begin again because its page is loaded once more.
        waiting.clear()
        for worker in workers:
            worker.stop()
        return RedirectResponse("/journal", 303)

    return stop


def _closing(close: Callable[[], None], settings: Settings) -> Endpoint:
    async def ending(request: Request) -> Response:
        _require(request, "close")
        close()
        asked = PageRequest("closed", "/close", language=_language(request))
        return _response(drawn("closed", asked, settings.frame))

    return ending


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name == "tokens.css":
        return Response(tokens(), media_type="text/css", headers=_KEPT)
    if name in ("400.ttf", "600.ttf"):
        face = source_sans()
        return Response(face.file(400 if name == "400.ttf" else 600).read_bytes(), media_type="font/ttf", headers=_KEPT)
    if kind := _OF_THE_DESK.get(name):
        text = files("ledger.web").joinpath("static", name).read_text(encoding="utf-8")
        return Response(text, media_type=kind, headers=_KEPT)
    return PlainTextResponse("There is no such file.", 404)


async def _nothing(_: Request) -> Response:
    return Response(status_code=204)


def _absent(settings: Settings) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def absent(request: Request, _: Exception) -> Response:
        asked = PageRequest("absent", request.url.path, language=_language(request))
        return _response(drawn("absent", asked, settings.frame, status=404))

    return absent
