"""Mail that comes back, as mail servers of several kinds write it. All of our own writing: servers, names and texts."""

from textwrap import dedent

US = "calendar+b-1-token@calendar.example"
"""The address that the mail was sent from."""


def _written(text: str, **said: str) -> bytes:
    text = dedent(text).lstrip("\n")
    for name, value in said.items():
        text = text.replace(f"{{{name}}}", value)
    return text.encode()


def postfix(to: str = US, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """Three parts, fields of the message apart from those of its recipient."""
    return _written(
        """
        Return-Path: <>
        Received: by mx.harbour.example (Postfix)
        \tid 4F2A1C0DE; Mon, 18 Jan 2027 07:00:04 +0000 (UTC)
        Date: Mon, 18 Jan 2027 07:00:04 +0000 (UTC)
        From: MAILER-DAEMON@harbour.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: {to}
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="4F2A1C0DE.1800/mx.harbour.example"
        Message-Id: <20270118070004.5B@mx.harbour.example>

        This is a MIME-encapsulated message.

        --4F2A1C0DE.1800/mx.harbour.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        Your message could not be delivered to one or more recipients.

        --4F2A1C0DE.1800/mx.harbour.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.harbour.example
        X-Postfix-Queue-ID: 4F2A1C0DE
        Arrival-Date: Mon, 18 Jan 2027 07:00:03 +0000 (UTC)

        Final-Recipient: rfc822; anna@harbour.example
        Original-Recipient: rfc822;anna@harbour.example
        Action: {action}
        Status: {status}
        Remote-MTA: dns; store.harbour.example
        Diagnostic-Code: smtp; 550 no such person here

        --4F2A1C0DE.1800/mx.harbour.example
        Content-Description: Undelivered Message
        Content-Type: message/rfc822

        From: calendar@calendar.example
        To: anna@harbour.example
        Subject: Digest

        body
        --4F2A1C0DE.1800/mx.harbour.example--
        """,
        to=to,
        action=action,
        status=status,
    )


def exim(to: str = US, *, action: str = "failed", status: str = "5.0.0") -> bytes:
    """The boundary without quotes, no blank line before it, the headers returned."""
    return _written(
        """
        From: Mail Delivery System <Mailer-Daemon@quay.example>
        To: {to}
        References: <0a1b@calendar.example>
        Content-Type: multipart/report; report-type=delivery-status; boundary=1800000000-eximdsn-112
        MIME-Version: 1.0
        Subject: Mail delivery failed: returning message to sender
        Auto-Submitted: auto-replied
        Date: Mon, 18 Jan 2027 07:00:05 +0000

        --1800000000-eximdsn-112
        Content-type: text/plain; charset=us-ascii

        A message that you sent could not be delivered.
        --1800000000-eximdsn-112
        Content-type: message/delivery-status

        Reporting-MTA: dns; quay.example

        Action: {action}
        Final-Recipient: rfc822;omar@quay.example
        Status: {status}
        --1800000000-eximdsn-112
        Content-type: message/rfc822-headers

        From: calendar@calendar.example
        --1800000000-eximdsn-112--
        """,
        to=to,
        action=action,
        status=status,
    )


def sendmail(to: str = US, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A comment in the status, lines ended by CR LF, the recipient in angle brackets."""
    return _written(
        """
        Date: Mon, 18 Jan 2027 07:00:06 GMT
        From: Mail Delivery Subsystem <MAILER-DAEMON>
        To: <{to}>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="70I8.1800/dock.example"
        Subject: Returned mail: see transcript for details
        Auto-Submitted: auto-generated (failure)

        --70I8.1800/dock.example

        The original message was received.

        --70I8.1800/dock.example
        Content-Type: message/delivery-status

        Reporting-MTA: dns; dock.example
        Received-From-MTA: DNS; calendar.example
        Arrival-Date: Mon, 18 Jan 2027 07:00:05 GMT

        Final-Recipient: RFC822; lina@dock.example
        Action: {action}
        Status: {status} (the mailbox is gone)
        Diagnostic-Code: SMTP; 550 {status} gone
        Last-Attempt-Date: Mon, 18 Jan 2027 07:00:06 GMT

        --70I8.1800/dock.example--
        """,
        to=to,
        action=action,
        status=status,
    ).replace(b"\n", b"\r\n")


def hosted(to: str = US, *, action: str = "failed", status: str = "5.1.10") -> bytes:
    """A large host: HTML beside the text, the report in base64, the address of the report in another field."""
    report = _written(
        """
        Reporting-MTA: dns;relay.harbour.example
        Received-From-MTA: dns;calendar.example

        Final-Recipient: rfc822;zoé@harbour.example
        Action: {action}
        Status: {status}
        """,
        action=action,
        status=status,
    )
    from base64 import encodebytes

    return _written(
        """
        Delivered-To: {to}
        From: postmaster@harbour.example
        To: undisclosed-recipients:;
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type="Delivery-Status";
         boundary="outer"
        X-Auto-Response-Suppress: All
        Auto-Submitted: auto-generated

        --outer
        Content-Type: multipart/alternative; boundary="inner"

        --inner
        Content-Type: text/plain; charset="utf-8"

        It was not found.
        --inner
        Content-Type: text/html; charset="utf-8"

        <p>It was not found.</p>
        --inner--
        --outer
        Content-Type: message/delivery-status
        Content-Transfer-Encoding: base64

        {report}
        --outer--
        """,
        to=to,
    ).replace(b"{report}", encodebytes(report).strip())


def through_a_gateway(to: str = US) -> bytes:
    """A report that a gateway wrapped, to add a notice of its own."""
    inner = postfix(to)
    head, _, body = inner.partition(b"\n\n")
    kind = head[head.index(b"Content-Type:") : head.index(b"\nMessage-Id")]
    return b"\n".join(
        [
            b"To: " + to.encode(),
            b"Content-Type: multipart/mixed; boundary=gateway",
            b"",
            b"--gateway",
            kind,
            b"",
            body,
            b"--gateway",
            b"Content-Type: text/plain",
            b"",
            b"This mail came from outside.",
            b"--gateway--",
        ]
    )


def delayed(to: str = US) -> bytes:
    """It is still being tried."""
    return postfix(to, action="delayed", status="4.4.1")


def several(*told: tuple[str, str], to: str = US) -> bytes:
    """What became of those behind one address: an action and a status each."""
    single = postfix(to).decode()
    begin = single.index("Final-Recipient")
    end = single.index("\n--4F2A", begin)
    blocks = [
        f"Final-Recipient: rfc822; {number}@harbour.example\nAction: {action}\nStatus: {status}\n"
        for number, (action, status) in enumerate(told)
    ]
    return (single[:begin] + "\n".join(blocks) + single[end:]).encode()


def out_of_office(to: str = US) -> bytes:
    """An answer that nobody wrote, full of the words that guessers look for."""
    return _written(
        """
        From: Anna <anna@harbour.example>
        To: {to}
        Subject: Undeliverable: user unknown 550 5.1.1
        Auto-Submitted: auto-replied (vacation)
        Content-Type: text/plain

        Action: failed
        Status: 5.1.1
        I am away. Mailbox not found, permanent failure.
        """,
        to=to,
    )


def letter(to: str = US) -> bytes:
    """An answer that somebody wrote, and quotes a report."""
    return _written(
        """
        From: Anna <anna@harbour.example>
        To: {to}
        Auto-Submitted: no
        Content-Type: text/plain

        Why did I get this?
        > Content-Type: message/delivery-status
        > Action: failed
        > Status: 5.1.1
        """,
        to=to,
    )


def in_words(to: str = US) -> bytes:
    """A server that writes no report but a letter, from before there were reports."""
    return _written(
        """
        From: MAILER-DAEMON@old.example
        To: {to}
        Subject: failure notice

        Hi. This is the mail program at old.example.
        <anna@old.example>:
        Sorry, no mailbox here by that name. (#5.1.1)
        """,
        to=to,
    )


def mailbox(*messages: bytes) -> bytes:
    """A mailbox (mbox) of messages."""
    return b"".join(
        b"From MAILER-DAEMON Mon Jan 18 07:00:0%d 2027\n" % (number % 10) + message.rstrip(b"\r\n") + b"\n\n"
        for number, message in enumerate(messages)
    )
