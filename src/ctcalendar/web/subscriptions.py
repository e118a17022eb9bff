"""What links in mail lead to: GET shows a button and changes nothing, POST acts (RFC 8058), without a login.

Programs that look behind every link in mail thus end nobody's subscription. No answer tells whether somebody is
subscribed: who follows a link sees the same page whosever it is, and no address is on any.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ctcalendar.app import App
from ctcalendar.app.subscribing import Subscribers, Unconfirmed
from ctcalendar.web.page import templates

LONGEST_BODY = 10_000
"""In bytes; what a program sends to end a subscription has 26, or some hundred where it sends a form in parts."""
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    # A button that ends something must not lie unseen under somebody else's.
    "Content-Security-Policy": "frame-ancestors 'none'; form-action 'self'",
}
_WORDS = {
    "en": {
        "title": "Diplomatic calendar",
        "other": "العربية",
        "confirm": "Do you want to get mail from this calendar at your address?",
        "confirm-button": "Yes, confirm",
        "confirmed": "Your address is confirmed. Mail will come as you asked for it.",
        "unconfirmed": "This link confirms nothing any more: it was used already, or is older than 48 hours. If you"
        " have confirmed once, nothing is left to do.",
        "unsubscribe": "Do you want no more mail from this calendar?",
        "unsubscribe-button": "Unsubscribe",
        "unsubscribed": "You will get no more mail from this calendar.",
        "unknown": "This link is not whole. Open the one in the mail again, or copy all of it.",
        "too-long": "That was more than this page takes.",
    },
    "ar": {
        "title": "التقويم الدبلوماسي",
        "other": "English",
        "confirm": "هل تريد أن تصلك رسائل هذا التقويم على عنوانك؟",
        "confirm-button": "نعم، أؤكد",
        "confirmed": "تم تأكيد عنوانك. ستصلك الرسائل كما طلبت.",
        "unconfirmed": "لم يعد هذا الرابط يؤكد شيئًا: فقد استُخدم من قبل، أو مضى عليه أكثر من 48 ساعة. وإن كنت قد أكدت"
        " من قبل فلا يلزمك شيء.",
        "unsubscribe": "هل تريد ألا تصلك رسائل هذا التقويم بعد الآن؟",
        "unsubscribe-button": "إلغاء الاشتراك",
        "unsubscribed": "لن تصلك رسائل من هذا التقويم بعد الآن.",
        "unknown": "هذا الرابط غير مكتمل. افتح الرابط الذي في الرسالة مرة أخرى، أو انسخه كاملًا.",
        "too-long": "أُرسل إلى هذه الصفحة أكثر مما تقبله.",
    },
}


class Said(NamedTuple):
    """What is answered once it is done: a word for it, and the status."""

    word: str
    status: int = 200


Act = Callable[[str], Said]


def routes(app: App) -> list[Route]:
    """The routes that links in mail lead to."""
    subscribers = Subscribers(app.settings, app.now)

    def confirm(token: str) -> Said:
        try:
            subscribers.confirm(token)
        except Unconfirmed:
            return Said("unconfirmed", 404)
        return Said("confirmed")

    def unsubscribe(token: str) -> Said:
        return Said("unsubscribed") if subscribers.unsubscribe(token) else Said("unknown", 404)

    return [
        Route("/confirm/{token}", _asking("confirm", confirm), methods=["GET", "POST"]),
        Route("/unsubscribe/{token}", _asking("unsubscribe", unsubscribe), methods=["GET", "POST"]),
    ]


def _asking(what: str, act: Act) -> Callable[[Request], Awaitable[Response]]:
    """What asks before it acts: a page with a button, that is the same for every token."""

    async def asked(request: Request) -> Response:
        language = _language(request)
        if request.method != "POST":
            return _page(language, Said(what), button=f"{what}-button")
        if not await _is_short(request):
            return _page(language, Said("too-long", 413))
        return _page(language, await run_in_threadpool(act, request.path_params["token"]))

    return asked


async def _is_short(request: Request) -> bool:
    """Read what was sent, and no more of it than anybody needs. What it says does not matter: to send it is to ask."""
    received = 0
    try:
        async for chunk in request.stream():
            received += len(chunk)
            if received > LONGEST_BODY:
                return False
    except ClientDisconnect:
        return False
    return True


def _language(request: Request) -> str:
    """The language of the link; for want of one, that which the browser names first of those we have."""
    asked = request.query_params.get("lang")
    if asked in _WORDS:
        return asked
    for named in request.headers.get("accept-language", "")[:200].lower().split(","):
        if (word := named.strip()[:2]) in _WORDS:
            return word
    return "en"


def _page(language: str, said: Said, *, button: str | None = None) -> Response:
    words = _WORDS[language]
    html = (
        templates()
        .get_template("subscription.html")
        .render(
            lang=language,
            dir="rtl" if language == "ar" else "ltr",
            other="en" if language == "ar" else "ar",
            words=words,
            text=words[said.word],
            button=words[button] if button else None,
        )
    )
    return Response(html, status_code=said.status, media_type="text/html", headers=_HEADERS)
