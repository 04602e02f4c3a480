"""Making a message fit a channel: buttons where they fit, else numbered lines and words."""

from dataclasses import replace

from bot.channels.base import Body, Layout
from campaign.text import split_message
from conversations.showing import Button


def fits(body: Body, layout: Layout) -> Body:
    """The message as the channel shows it.

    Where everything fits, answers and escapes are buttons. Where only the answers fit, the escapes
    are words in the last line. Where a label is too long, labels are numbered lines and the
    buttons carry the digits. Where not even the answers fit, all is text.
    """
    if not layout.buttons or len(body.choices) > layout.max_buttons:
        return replace(body, text=numbered(body), choices=(), controls=())
    lines, choices, controls = [body.text], body.choices, body.controls
    if any(len(choice.label) > layout.label_length for choice in choices):
        lines += _numbers(body)
        choices = tuple(Button(str(n), c.payload) for n, c in enumerate(choices, 1))
    if len(choices) + len(controls) > layout.max_buttons:
        lines, controls = [*lines, _escapes(body)], ()
    return replace(body, text=_joined(*lines), choices=choices, controls=controls)


def numbered(body: Body) -> str:
    """The whole message as text: answers as `1. Label`, escapes as words in the last line."""
    return _joined(body.text, *_numbers(body), _escapes(body))


def pages(body: Body, layout: Layout) -> tuple[Body, ...]:
    """The message in as many as its text needs; the last one has the choices."""
    first, rest = page(body, layout)
    return (first,) if rest is None else (first, *pages(rest, layout))


def page(body: Body, layout: Layout) -> tuple[Body, Body | None]:
    """As much of the message as one can hold, and the rest, which has the choices."""
    text, rest_length = body.text.strip(), len(numbered(replace(body, text="."))) - 1
    most = _characters(text, layout)
    room = most - rest_length
    if len(text) <= room:
        return body, None
    if room < 1:
        raise ValueError("the choices alone are too long for one message")
    first = split_message(text, min(most, len(text) - 1))[0]
    return Body(first), replace(body, text=text[len(first) :].lstrip())


def _characters(text: str, layout: Layout) -> int:
    """How many characters of this text one message surely holds: platforms count an emoji twice."""
    counts_twice = any(character > "\uffff" for character in text)
    return layout.text_length // 2 if counts_twice else layout.text_length


def _numbers(body: Body) -> list[str]:
    return [f"{n}. {choice.label}" for n, choice in enumerate(body.choices, 1)]


def _escapes(body: Body) -> str:
    """Where one word stands for several buttons it is said once, with the last of them."""
    said = {word: button.label for word, button in body.controls}
    return " · ".join(_escape(word, label) for word, label in said.items())


def _escape(word: str, label: str) -> str:
    """`q quay lại`; a word that begins its label says it alone: `nhờ xã trả lời`."""
    label = label[:1].lower() + label[1:]
    return label if label.startswith(f"{word} ") else f"{word} {label}"


def _joined(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
