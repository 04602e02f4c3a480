"""Guessing invite codes: a few mistakes are human, thirty a minute are not."""

from bot.channels.guesses import ALLOWED, WITHIN, Guesses


def test_many_wrong_codes_make_the_next_one_wait() -> None:
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    for _ in range(ALLOWED - 1):
        guesses.wrong()
    assert not guesses.too_many()
    guesses.wrong()
    assert guesses.too_many()
    now[0] = WITHIN + 1
    assert not guesses.too_many()
